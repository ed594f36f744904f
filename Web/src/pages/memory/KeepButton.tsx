import type { Residency } from "../../api/types";
import { useWords } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { keepInMemory } from "../../state/residency";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";

/** Pressed: the weights stay in memory although nobody uses them. */
export function KeepButton({ residency }: { residency: Residency }) {
  const words = useWords().memory.keeping;
  const { base_model: id, kept: isKept } = residency;
  const name = useModelNames()(id);
  return (
    <IconButton label={words.keep(name)} aria-pressed={isKept} onClick={() => void keepInMemory(id, name, !isKept)}>
      <Icon name="pin" />
    </IconButton>
  );
}
