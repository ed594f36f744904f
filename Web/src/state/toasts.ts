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
}

const toasts = createStore<readonly Toast[]>([]);
export const useToasts = () => useStore(toasts);

let nextId = 1;
const shownAtMost = 4;

export function showToast(toast: { kind?: Toast["kind"]; text: string; action?: ToastAction }): void {
  const id = nextId++;
  toasts.update((all) => [...all, { kind: "done" as const, ...toast, id }].slice(-shownAtMost));
  // A problem takes longer to read, and so does something that can be pressed.
  setTimeout(() => dismissToast(id), toast.kind === "problem" ? 12_000 : toast.action ? 9_000 : 4_500);
}

export function dismissToast(id: number): void {
  toasts.update((all) => all.filter((toast) => toast.id !== id));
}
