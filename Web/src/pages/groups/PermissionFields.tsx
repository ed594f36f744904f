import type { Permissions } from "../../api/types";
import { useWords } from "../../state/language";
import { Checkbox } from "../../ui/Checkbox";
import { isOn, othersOn, permissionRules, withPermission } from "./permissionForm";

interface PermissionFieldsProps {
  permissions: Permissions | null;
  /** What everybody may anyway; undefined where that is what is edited. */
  everybody?: Permissions;
  onChange(permissions: Permissions): void;
}

export function PermissionFields({ permissions, everybody, onChange }: PermissionFieldsProps) {
  const words = useWords().groups;
  const others = othersOn(permissions);
  return (
    <fieldset className="permissions">
      <legend>{words.permissions}</legend>
      {everybody && <p className="field-hint">{words.permissionsAddUp}</p>}
      {permissionRules.map((rule) => {
        const { label, hint } = words.rules[rule.words];
        return (
          <Checkbox
            key={rule.words}
            label={label}
            hint={everybody && isOn(everybody, rule) ? words.everybodyMay(hint) : hint}
            isChecked={isOn(permissions, rule)}
            onChange={(on) => onChange(withPermission(permissions, rule, on))}
          />
        );
      })}
      {others > 0 && <p className="muted">{words.othersOn(others)}</p>}
    </fieldset>
  );
}
