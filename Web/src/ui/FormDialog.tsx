import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { DiscardDialog } from "./DiscardDialog";
import { LeaveGuard } from "./LeaveGuard";
import { RestoredNotice } from "./RestoredNotice";

interface FormDialogProps {
  title: string;
  /** What the button says that does it. */
  verb: string;
  look?: "primary" | "danger";
  isWide?: boolean;
  canSubmit?: boolean;
  /** Something was typed: closing asks first. */
  isChanged?: boolean;
  /** What is typed, where it outlives the dialog. */
  form?: { isChanged: boolean; restoredAt: number | undefined; discard(): void };
  children: ReactNode;
  /** Rejects with words for the person; the dialog then stays open and shows them. */
  onSubmit(): Promise<void>;
  onClose(): void;
}

/** Asks for something and does it: a form, or a confirmation where `look` is danger. */
export function FormDialog(props: FormDialogProps) {
  const { title, verb, look = "primary", isWide, canSubmit = true, form, isChanged = form?.isChanged ?? false, children, onSubmit, onClose } = props;
  const strings = useStrings().ui;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [isLeaving, setLeaving] = useState(false);
  const id = useId();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A dialog's form lies within the page's in React's tree, where its submission would arrive too.
    event.stopPropagation();
    setBusy(true);
    setProblem("");
    try {
      await onSubmit();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };

  const close = () => (isChanged ? setLeaving(true) : onClose());
  return (
    <Dialog
      isFirm
      isWide={isWide}
      role={look === "danger" ? "alertdialog" : "dialog"}
      title={title}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{strings.cancel}</Button>
          <Button type="submit" form={id} look={look} disabled={isBusy || !canSubmit}>
            {isBusy ? strings.oneMoment : verb}
          </Button>
        </>
      }
    >
      <form id={id} className="dialog-form" onSubmit={submit}>
        {form && <RestoredNotice at={form.restoredAt} onDiscard={form.discard} />}
        {children}
      </form>
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      <LeaveGuard isChanged={isChanged} onDiscard={form?.discard} />
      {isLeaving && (
        <DiscardDialog
          onStay={() => setLeaving(false)}
          onDiscard={() => {
            form?.discard();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}
