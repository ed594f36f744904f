import type { Right } from "../../api/types";
import { useStrings } from "../../state/language";
import { IconButton } from "../../ui/Button";
import { everyone, keyOf, withoutAudience, withRight, type Audience } from "./grants";
import { useAccessStrings } from "./accessStrings";

interface AudienceListProps {
  audiences: Audience[];
  /** Only administrators can edit base models: there is no write permission to grant. */
  isBaseModel: boolean;
  onChange(audiences: Audience[]): void;
}

export function AudienceList({ audiences, isBaseModel, onChange }: AudienceListProps) {
  const strings = useAccessStrings();
  const { forms } = useStrings();
  if (audiences.length === 0) {
    return <p className="audiences-none">{isBaseModel ? strings.onlyAdministrators : strings.onlyOwner}</p>;
  }
  return (
    <ul className="audiences" aria-label={strings.grantedTo}>
      {audiences.map((audience) => (
        <li key={keyOf(audience)}>
          <span className="audience-name">
            <strong>{audience.name}</strong>
            {audience.id !== everyone && <span className="badge">{strings.kinds[audience.type]}</span>}
            {audience.stored.length === 0 && <span className="badge">{strings.new}</span>}
          </span>
          <select
            className="input input-small"
            aria-label={strings.rightOf(audience.name)}
            value={audience.right}
            onChange={(event) => onChange(withRight(audiences, audience, event.target.value as Right))}
          >
            <option value="read">{strings.rights.read}</option>
            {(!isBaseModel || audience.right === "write") && <option value="write">{strings.rights.write}</option>}
          </select>
          <IconButton
            label={forms.removeWhat(audience.name)}
            onClick={() => onChange(withoutAudience(audiences, audience))}
          >
            ×
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
