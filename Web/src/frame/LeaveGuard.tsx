import { useEffect, useState } from "react";
import { setLeaveGuard } from "../state/location";
import { DiscardDialog } from "./DiscardDialog";

/** Asks before the page is left while something on it is not saved. */
export function LeaveGuard({ isChanged }: { isChanged: boolean }) {
  const [leaving, setLeaving] = useState<{ proceed(): void }>();
  useEffect(
    () => setLeaveGuard(isChanged ? (proceed) => setLeaving({ proceed }) : undefined),
    [isChanged],
  );
  return leaving ? <DiscardDialog onStay={() => setLeaving(undefined)} onDiscard={leaving.proceed} /> : null;
}
