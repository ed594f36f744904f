import type { Reason } from "../../api/peopleTypes";
import { reasonsInWords } from "./reasonWords";

export function Reasons({ because }: { because: Reason[] }) {
  return <>{reasonsInWords(because).map((words) => <div key={words} className="reason">{words}</div>)}</>;
}
