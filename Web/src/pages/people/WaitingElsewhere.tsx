import type { Person } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { useWaiting } from "../../state/people";
import { ApproveButton } from "./ApproveButton";
import { addressOf } from "./PersonTable";

/** People waiting for approval on other pages of the list, so that nobody is overlooked. */
export function WaitingElsewhere({ shown }: { shown: Person[] }) {
  const strings = useStrings().people;
  const waiting = (useWaiting().value ?? []).filter((person) => !shown.some((each) => each.id === person.id));
  if (waiting.length === 0) return null;
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{strings.alsoWaiting}</h2>
      <ul className="rows">
        {waiting.map((person) => (
          <li key={person.id}>
            <span className="person-words">
              <Link to={addressOf(person)} className="row-link">{person.name}</Link> <span>{person.email}</span>
            </span>
            <ApproveButton person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}
