import { RequestError, messageOf } from "../api/request";
import { listRecentActs, undoAct, type RecentAct, type Undone } from "../api/undo";
import { refreshBin } from "./bin";
import { refreshGroups } from "./groups";
import { currentStrings } from "./language";
import { refreshModels } from "./models";
import { refreshPeople } from "./people";
import { createResource, useResource } from "./resource";
import { createStore, useStore } from "./store";
import { showToast, type ToastAction } from "./toasts";

const acts = createResource(() => listRecentActs());

/** The user's changes of the last day that can be undone, newest first. */
export const useRecentActs = () => useResource(acts, "");
export const refreshRecentActs = acts.refresh;

/** The outcome of an undo from the list. */
export type UndoResult =
  | { kind: "running" }
  | { kind: "done"; skipped: { type: string; id: string; reason: string }[] }
  | { kind: "problem"; why: string; conflicts: { id: string; reason: string }[] };

const results = createStore<ReadonlyMap<string, UndoResult>>(new Map());
export const useUndoResults = () => useStore(results);

export function clearUndo(): void {
  acts.clear();
  results.set(new Map());
}

const setResult = (id: string, result: UndoResult) => results.update((all) => new Map(all).set(id, result));

export async function undoRecent(act: RecentAct): Promise<void> {
  setResult(act.id, { kind: "running" });
  try {
    const undone = await undoAct(act.id);
    setResult(act.id, { kind: "done", skipped: undone.restored?.skipped ?? [] });
  } catch (error) {
    const body = error instanceof RequestError ? error.body.conflicts : undefined;
    const conflicts = Array.isArray(body) ? (body as { id: string; reason: string }[]) : [];
    setResult(act.id, { kind: "problem", why: messageOf(error), conflicts });
  }
  await refreshAll();
}

/** For a toast's button: undoes the change, and shows the outcome in another toast. */
export function undoAction(token: string | null, subject: string, done: string): ToastAction | undefined {
  if (token === null) return undefined;
  return { label: currentStrings().undo.undo, run: () => void undoWithToast(token, subject, done) };
}

async function undoWithToast(token: string, subject: string, done: string): Promise<void> {
  const strings = currentStrings().undo;
  try {
    const undone = await undoAct(token);
    showToast({ subject, text: withUnrestored(done, undone) });
  } catch (error) {
    showToast({ subject, kind: "problem", text: strings.notUndone(messageOf(error)) });
  }
  await refreshAll();
}

function withUnrestored(done: string, { restored }: Undone): string {
  const count = restored?.skipped.length ?? 0;
  return count > 0 ? `${done} ${currentStrings().undo.notRestored(count)}` : done;
}

async function refreshAll(): Promise<void> {
  await Promise.all([acts.refresh(), refreshModels(), refreshPeople(), refreshGroups(), refreshBin()]);
}
