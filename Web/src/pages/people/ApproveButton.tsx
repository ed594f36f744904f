import type { PersonName } from "../../api/peopleTypes";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { approve } from "./approve";

export function ApproveButton({ person }: { person: PersonName }) {
  const strings = useStrings().people;
  return (
    <Button size="small" look="primary" aria-label={strings.approveWhom(person.name)} onClick={() => void approve(person)}>
      {strings.approve}
    </Button>
  );
}
