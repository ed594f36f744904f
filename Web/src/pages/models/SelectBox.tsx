import type { ListedModel } from "../../api/types";
import { useStrings } from "../../state/language";
import { toggleSelected } from "../../state/selection";

export function SelectBox({ model, isSelected }: { model: ListedModel; isSelected: boolean }) {
  const strings = useStrings().models.selection;
  if (!model.write_access) return null;
  return (
    // A larger click target than the box alone.
    <label className="select-box">
      <input
        type="checkbox"
        aria-label={strings.select(model.name)}
        checked={isSelected}
        onChange={() => toggleSelected(model.id)}
      />
    </label>
  );
}
