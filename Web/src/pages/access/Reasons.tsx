import type { Reason } from "../../api/peopleTypes";
import { useStrings } from "../../state/language";
import { describeReasons } from "./reasonText";

export function Reasons({ because }: { because: Reason[] }) {
  const reasons = describeReasons(because, useStrings().access);
  return <>{reasons.map((reason) => <div key={reason} className="reason">{reason}</div>)}</>;
}
