import type { Residency } from "../../api/types";
import { useWords } from "../../state/language";
import { keepInMemory } from "../../state/residency";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";

/** Pressed: the weights stay in memory although nobody uses them. */
export function KeepButton({ residency }: { residency: Residency }) {
  const words = useWords().memory.keeping;
  const { base_model: id, kept: isKept } = residency;
  return (
    <IconButton label={words.keep(id)} aria-pressed={isKept} onClick={() => void keepInMemory(id, id, !isKept)}>
      <Icon name="pin" />
    </IconButton>
  );
}
