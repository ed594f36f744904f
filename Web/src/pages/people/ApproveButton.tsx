import type { PersonName } from "../../api/peopleTypes";
import { Button } from "../../ui/Button";
import { approve } from "./approve";

export function ApproveButton({ person }: { person: PersonName }) {
  return (
    <Button size="small" look="primary" aria-label={`Approve ${person.name}`} onClick={() => void approve(person)}>
      Approve
    </Button>
  );
}
