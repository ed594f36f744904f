import { below, pathOf } from "./basePath";
import { createStore, useStore } from "./store";

export interface Address {
  /** Without the base path. */
  path: string;
  search: string;
}

/** Called before the page is left; calls `proceed` if and when the user agrees. */
export type LeaveGuard = (proceed: () => void) => void;

const read = (): Address => ({ path: pathOf(window.location.pathname), search: window.location.search });
const address = createStore<Address>(read());
export const useAddress = () => useStore(address);

/** The last filters of each page, so that links back restore the same view. */
const lastSearches = new Map<string, string>();
address.subscribe(() => lastSearches.set(address.get().path, address.get().search));
export const lastAddressOf = (path: string): string => path + (lastSearches.get(path) ?? "");

/** The last guard belongs to the topmost form: a dialog above a page. */
let guards: LeaveGuard[] = [];
/** The current entry of the browser's history: tells back from forward when a step has to be undone. */
let index = 0;
let ignoresNextPop = false;

/** Paths that lead to the list of models. */
const homes = ["/", "/sign-in"];

export function startLocation(): void {
  index = typeof history.state?.index === "number" ? history.state.index : 0;
  const { path, search } = address.get();
  history.replaceState({ index }, "", homes.includes(path) ? below(`/models${search}`) : undefined);
  address.set(read());
  window.addEventListener("popstate", popped);
  window.addEventListener("beforeunload", (event) => {
    if (guards.length > 0) event.preventDefault();
  });
}

export function navigate(to: string): void {
  askToLeave(() => {
    index += 1;
    history.pushState({ index }, "", below(to));
    address.set(read());
    window.scrollTo(0, 0);
  });
}

/** Calls `proceed` if nothing is unsaved, or if the user agrees to lose it. */
export function askToLeave(proceed: () => void): void {
  const go = () => {
    dropLeaveGuards();
    proceed();
  };
  const guard = guards.at(-1);
  if (guard) guard(go);
  else go();
}

/**
 * For filters: changes the address without adding to the history.
 * @param next receives the current search, which may have changed while the user typed or waited
 */
export function replaceSearch(next: (search: string) => string): void {
  history.replaceState({ index }, "", window.location.pathname + next(window.location.search));
  address.set(read());
}

/** @returns a function that removes the guard */
export function addLeaveGuard(guard: LeaveGuard): () => void {
  guards = [...guards, guard];
  return () => {
    guards = guards.filter((each) => each !== guard);
  };
}

/** Call after saving or deleting: nothing is unsaved any more. */
export function dropLeaveGuards(): void {
  guards = [];
}

// The browser has already moved when it sends the event; with a guard the move is undone first.
function popped() {
  if (ignoresNextPop) {
    ignoresNextPop = false;
    return;
  }
  // An address that was typed with a # leads to the same page.
  if (history.state === null) return history.replaceState({ index }, "");
  const target = typeof history.state?.index === "number" ? history.state.index : 0;
  const distance = target - index;
  if (guards.length === 0 || distance === 0) {
    index = target;
    address.set(read());
    return;
  }
  ignoresNextPop = true;
  history.go(-distance);
  askToLeave(() => history.go(distance));
}
