import { messageOf } from "../../api/request";
import type { Model } from "../../api/types";
import { rollBack, takeBackRollBack } from "../../state/history";
import { showToast } from "../../state/toasts";
import { currentHistoryStrings } from "./historyStrings";

/** The toast undoes it by rolling back to the former current revision. */
export async function rollBackWithToast(model: Model, revision: number): Promise<void> {
  const made = await rollBack(model.id, revision);
  const strings = currentHistoryStrings().rollBack;
  showToast({
    subject: model.id,
    text: strings.done(made.name, revision),
    action: { label: strings.undo, run: () => void takeBack(made, model.revision) },
  });
}

async function takeBack(made: Model, formerRevision: number): Promise<void> {
  const strings = currentHistoryStrings().rollBack;
  try {
    const isBack = await takeBackRollBack(made, formerRevision);
    if (isBack) showToast({ subject: made.id, text: strings.undone(made.name) });
    else showToast({ subject: made.id, kind: "problem", text: strings.changedMeanwhile(made.name) });
  } catch (error) {
    showToast({ subject: made.id, kind: "problem", text: strings.notUndone(made.name, messageOf(error)) });
  }
}
