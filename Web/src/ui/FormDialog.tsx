import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { DiscardDialog } from "./DiscardDialog";
import { LeaveGuard } from "./LeaveGuard";
import { RestoredNotice } from "./RestoredNotice";

interface FormDialogProps {
  title: string;
  /** The label of the submit button. */
  verb: string;
  look?: "primary" | "danger";
  isWide?: boolean;
  canSubmit?: boolean;
  /** Something was typed: closing asks first. */
  isChanged?: boolean;
  /** The draft, if it survives the dialog. */
  form?: { isChanged: boolean; restoredAt: number | undefined; discard(): void };
  children: ReactNode;
  /** Rejects with a message for the user; the dialog then stays open and shows it. */
  onSubmit(): Promise<void>;
  onClose(): void;
}

/** A form in a dialog, or a confirmation if `look` is danger. */
export function FormDialog(props: FormDialogProps) {
  const { title, verb, look = "primary", isWide, canSubmit = true, form, isChanged = form?.isChanged ?? false, children, onSubmit, onClose } = props;
  const strings = useStrings().ui;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [isLeaving, setLeaving] = useState(false);
  const id = useId();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // React passes the submit event on to the page's form, which contains the dialog.
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
