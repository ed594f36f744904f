import { useEffect, useState } from "react";
import { addLeaveGuard } from "../state/location";
import { DiscardDialog } from "./DiscardDialog";

interface LeaveGuardProps {
  isChanged: boolean;
  /** Before the page is left, when the person agrees. */
  onDiscard?(): void;
}

/** Asks before the page is left while something on it is not saved. */
export function LeaveGuard({ isChanged, onDiscard }: LeaveGuardProps) {
  const [leaving, setLeaving] = useState<{ proceed(): void }>();
  useEffect(() => (isChanged ? addLeaveGuard((proceed) => setLeaving({ proceed })) : undefined), [isChanged]);
  if (!leaving) return null;
  return (
    <DiscardDialog
      onStay={() => setLeaving(undefined)}
      onDiscard={() => {
        onDiscard?.();
        leaving.proceed();
      }}
    />
  );
}
