import type { Reason } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { reasonsInWords } from "./reasonWords";

export function Reasons({ because }: { because: Reason[] }) {
  const reasons = reasonsInWords(because, useWords().access);
  return <>{reasons.map((reason) => <div key={reason} className="reason">{reason}</div>)}</>;
}
