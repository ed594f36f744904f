import { useState } from "react";
import type { ManagedRuntime, Pull } from "../../api/runtimes";
import { currentLocale } from "../../state/language";
import { cancelPull, pullModel } from "./runtimeChanges";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { formatBytes } from "../../ui/format";
import { useRuntimesStrings } from "./runtimesStrings";

export function PullDialog({ runtime, onClose }: { runtime: string; onClose(): void }) {
  const strings = useRuntimesStrings().pull;
  const [model, setModel] = useState("");
  return (
    <FormDialog
      title={strings.askOn(runtime)} verb={strings.verb} canSubmit={model.trim() !== ""} onClose={onClose}
      onSubmit={async () => {
        await pullModel(runtime, model.trim());
        onClose();
      }}
    >
      <TextField label={strings.name} value={model} isRequired hasFocus hint={strings.nameHint} onChange={setModel} />
    </FormDialog>
  );
}

export function PullList({ runtime: { id, pulls } }: { runtime: ManagedRuntime }) {
  if (pulls.length === 0) return null;
  return (
    <ul className="runtime-pulls">
      {pulls.map((pull) => <PullItem key={pull.model} runtime={id} pull={pull} />)}
    </ul>
  );
}

function PullItem({ runtime, pull }: { runtime: string; pull: Pull }) {
  const strings = useRuntimesStrings().pull;
  const { model, state, step, completed_bytes: completed, total_bytes: total, problem } = pull;
  const bytes = (count: number) => formatBytes(count, currentLocale());
  const isRunning = state === "running";
  const parts = [strings.states[state], isRunning && step, isRunning && total !== null && strings.amount(bytes(completed), bytes(total))];
  return (
    <li>
      <code>{model}</code>
      {isRunning && <progress aria-label={strings.progressOf(model)} value={total === null ? undefined : completed} max={total ?? 1} />}
      <span role="status" className="muted">{parts.filter(Boolean).join(" · ")}</span>
      {problem && <span role="alert" className="is-problem">{problem}</span>}
      {isRunning && (
        <Button size="small" aria-label={strings.cancelOf(model)} onClick={() => void cancelPull(runtime, model)}>{strings.cancel}</Button>
      )}
    </li>
  );
}
