import { below, pathOf } from "./basePath";
import { createStore, useStore } from "./store";

export interface Place {
  /** Without the base path. */
  path: string;
  search: string;
}

/** Asked before the page is left; calls `proceed` if and when the person agrees. */
export type LeaveGuard = (proceed: () => void) => void;

const read = (): Place => ({ path: pathOf(window.location.pathname), search: window.location.search });
const place = createStore<Place>(read());
export const usePlace = () => useStore(place);

/** The filters that a page was left with, so that the way back to it leads to the same view. */
const lastSearches = new Map<string, string>();
place.subscribe(() => lastSearches.set(place.get().path, place.get().search));
export const lastVisitTo = (path: string): string => path + (lastSearches.get(path) ?? "");

/** The last one stands for what lies on top: a dialog over a form. */
let guards: LeaveGuard[] = [];
/** Which entry of the browser's history is on show: tells back from forward when one has to be undone. */
let index = 0;
let ignoresNextPop = false;

/** Addresses that stand for the list of models. */
const homes = ["/", "/sign-in"];

export function startLocation(): void {
  index = typeof history.state?.index === "number" ? history.state.index : 0;
  const { path, search } = place.get();
  history.replaceState({ index }, "", homes.includes(path) ? below(`/models${search}`) : undefined);
  place.set(read());
  window.addEventListener("popstate", popped);
  window.addEventListener("beforeunload", (event) => {
    if (guards.length > 0) event.preventDefault();
  });
}

export function navigate(to: string): void {
  askToLeave(() => {
    index += 1;
    history.pushState({ index }, "", below(to));
    place.set(read());
    window.scrollTo(0, 0);
  });
}

/** Goes on when nothing on the page is unsaved, or when the person agrees to lose it. */
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
 * For filters: the address follows, the way back is not cluttered.
 * @param next makes it from what it is by then: who types, or waits for an answer, may have set others meanwhile
 */
export function replaceSearch(next: (search: string) => string): void {
  history.replaceState({ index }, "", window.location.pathname + next(window.location.search));
  place.set(read());
}

/** @returns what takes it away again */
export function addLeaveGuard(guard: LeaveGuard): () => void {
  guards = [...guards, guard];
  return () => {
    guards = guards.filter((each) => each !== guard);
  };
}

/** Of what was saved, or deleted, nothing can be lost any more. */
export function dropLeaveGuards(): void {
  guards = [];
}

// The browser has moved already when it tells; with a guard the move is taken back first.
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
    place.set(read());
    return;
  }
  ignoresNextPop = true;
  history.go(-distance);
  askToLeave(() => history.go(distance));
}
