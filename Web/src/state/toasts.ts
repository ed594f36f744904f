import { createStore, useStore } from "./store";

export interface ToastAction {
  label: string;
  run(): void;
}

export interface Toast {
  id: number;
  kind: "done" | "problem";
  text: string;
  action?: ToastAction;
  /** What it is about: the next one about the same takes its place. */
  subject?: string;
}

const toasts = createStore<readonly Toast[]>([]);
export const useToasts = () => useStore(toasts);

let nextId = 1;
const shownAtMost = 4;

export function showToast(toast: Omit<Toast, "id" | "kind"> & { kind?: Toast["kind"] }): void {
  const id = nextId++;
  const isOutdated = (other: Toast) => toast.subject !== undefined && other.subject === toast.subject;
  toasts.update((all) =>
    [...all.filter((other) => !isOutdated(other)), { kind: "done" as const, ...toast, id }].slice(-shownAtMost),
  );
  // A problem takes longer to read, and so does something that can be pressed.
  setTimeout(() => (areHeld ? overdue.add(id) : dismissToast(id)), toast.kind === "problem" ? 12_000 : toast.action ? 9_000 : 4_500);
}

let areHeld = false;
const overdue = new Set<number>();
/** Time to leave, for who was just about to press something. */
const graceMilliseconds = 2_000;

/** As long as somebody is at them, messages stay. */
export function holdToasts(hold: boolean): void {
  if (areHeld === hold) return;
  areHeld = hold;
  if (hold) return;
  setTimeout(() => {
    if (areHeld) return;
    overdue.forEach(dismissToast);
    overdue.clear();
  }, graceMilliseconds);
}

export function dismissToast(id: number): void {
  toasts.update((all) => all.filter((toast) => toast.id !== id));
}
