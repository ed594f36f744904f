import { useEffect, useState } from "react";
import { addLeaveGuard } from "../state/location";
import { DiscardDialog } from "./DiscardDialog";

interface LeaveGuardProps {
  isChanged: boolean;
  /** Called before the page is left, if the user agrees. */
  onDiscard?(): void;
}

/** Asks before unsaved changes are lost. */
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
