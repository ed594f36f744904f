import type { Right } from "../../api/types";
import { IconButton } from "../../ui/Button";
import { keyOf, withoutAudience, withRight, type Audience } from "./grants";

interface AudienceListProps {
  audiences: Audience[];
  /** Base models are changed by administrators only: nobody can be given the right to write. */
  isBaseModel: boolean;
  onChange(audiences: Audience[]): void;
}

const kinds = { user: "person", group: "group" };

export function AudienceList({ audiences, isBaseModel, onChange }: AudienceListProps) {
  if (audiences.length === 0) {
    return <p className="audiences-none">Nobody but {isBaseModel ? "the administrators" : "its owner and the administrators"}.</p>;
  }
  return (
    <ul className="audiences" aria-label="Access is granted to">
      {audiences.map((audience) => (
        <li key={keyOf(audience)}>
          <span className="audience-name">
            <strong>{audience.name}</strong>
            {audience.name !== "Everyone" && <span className="badge">{kinds[audience.type]}</span>}
            {audience.stored.length === 0 && <span className="badge">new</span>}
          </span>
          <select
            className="input input-small"
            aria-label={`Right of ${audience.name}`}
            value={audience.right}
            onChange={(event) => onChange(withRight(audiences, audience, event.target.value as Right))}
          >
            <option value="read">Read</option>
            {(!isBaseModel || audience.right === "write") && <option value="write">Write</option>}
          </select>
          <IconButton label={`Remove ${audience.name}`} onClick={() => onChange(withoutAudience(audiences, audience))}>×</IconButton>
        </li>
      ))}
    </ul>
  );
}
