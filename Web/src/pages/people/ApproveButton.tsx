import type { PersonName } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { approve } from "./approve";

export function ApproveButton({ person }: { person: PersonName }) {
  const words = useWords().people;
  return (
    <Button size="small" look="primary" aria-label={words.approveWhom(person.name)} onClick={() => void approve(person)}>
      {words.approve}
    </Button>
  );
}
