import type { Permissions } from "../../api/types";
import { useStrings } from "../../state/language";
import { Checkbox } from "../../ui/Checkbox";
import { isOn, othersOn, permissionRules, withPermission } from "./permissionForm";

interface PermissionFieldsProps {
  permissions: Permissions | null;
  /** The default permissions; undefined when they are being edited. */
  everybody?: Permissions;
  onChange(permissions: Permissions): void;
}

export function PermissionFields({ permissions, everybody, onChange }: PermissionFieldsProps) {
  const strings = useStrings().groups;
  const others = othersOn(permissions);
  return (
    <fieldset className="permissions">
      <legend>{strings.permissions}</legend>
      {everybody && <p className="field-hint">{strings.permissionsAddUp}</p>}
      {permissionRules.map((rule) => {
        const { label, hint } = strings.rules[rule.id];
        return (
          <Checkbox
            key={rule.id}
            label={label}
            hint={everybody && isOn(everybody, rule) ? strings.everybodyMay(hint) : hint}
            isChecked={isOn(permissions, rule)}
            onChange={(on) => onChange(withPermission(permissions, rule, on))}
          />
        );
      })}
      {others > 0 && <p className="muted">{strings.othersOn(others)}</p>}
    </fieldset>
  );
}
