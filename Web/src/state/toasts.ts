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
  setTimeout(() => dismissToast(id), toast.kind === "problem" ? 12_000 : toast.action ? 9_000 : 4_500);
}

export function dismissToast(id: number): void {
  toasts.update((all) => all.filter((toast) => toast.id !== id));
}
