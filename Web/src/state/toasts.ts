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
  /** The next toast with the same subject replaces this one. */
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
  // Problems and buttons need more time.
  setTimeout(() => (areHeld ? overdue.add(id) : dismissToast(id)), toast.kind === "problem" ? 12_000 : toast.action ? 9_000 : 4_500);
}

let areHeld = false;
const overdue = new Set<number>();
/** Extra time after the pointer leaves, for users who were about to click. */
const graceMilliseconds = 2_000;

/** Toasts stay while the pointer or focus is on them. */
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
