import type { Residency } from "../../api/types";
import { useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { setPinned } from "../../state/residency";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";

/** Pressed: the weights are pinned. */
export function PinButton({ residency }: { residency: Residency }) {
  const strings = useStrings().memory.pinning;
  const { base_model: id, pinned: isPinned } = residency;
  const name = useModelNames()(id);
  return (
    <IconButton label={strings.pin(name)} aria-pressed={isPinned} onClick={() => void setPinned(id, name, !isPinned)}>
      <Icon name="pin" />
    </IconButton>
  );
}
