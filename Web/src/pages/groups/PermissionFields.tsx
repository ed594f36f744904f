import type { Permissions } from "../../api/types";
import { Checkbox } from "../../ui/Checkbox";
import { plural } from "../../ui/format";
import { isOn, othersOn, permissionRules, withPermission } from "./permissionForm";

interface PermissionFieldsProps {
  permissions: Permissions | null;
  /** What everybody may anyway; undefined where that is what is edited. */
  everybody?: Permissions;
  onChange(permissions: Permissions): void;
}

export function PermissionFields({ permissions, everybody, onChange }: PermissionFieldsProps) {
  const others = othersOn(permissions);
  return (
    <fieldset className="permissions">
      <legend>Permissions</legend>
      {everybody && <p className="field-hint">They add up: what everybody may, and what any of one's groups may.</p>}
      {permissionRules.map((rule) => (
        <Checkbox
          key={`${rule.section}.${rule.name}`}
          label={rule.label}
          hint={everybody && isOn(everybody, rule) ? `${rule.hint} Everybody may.` : rule.hint}
          isChecked={isOn(permissions, rule)}
          onChange={(on) => onChange(withPermission(permissions, rule, on))}
        />
      ))}
      {others > 0 && <p className="muted">{plural(others, "other permission is", "other permissions are")} on and kept.</p>}
    </fieldset>
  );
}
