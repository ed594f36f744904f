import * as api from "../api/residency";
import { messageOf } from "../api/request";
import type { Session } from "../api/types";
import { formatBytes } from "../ui/format";
import { currentStrings } from "./language";
import { modelChanged, refreshModelsSoon } from "./models";
import { emptySnapshot, snapshotOf, withResidency, withScan } from "./residencySnapshot";
import { currentPerson, isInterrupted, refreshSession, subscribeToInterruption, subscribeToSession } from "./session";
import { notePull, refreshRuntimes } from "./runtimes";
import { createStore, useStore } from "./store";
import { showToast } from "./toasts";
import { noteProgress, refreshWeightsSoon } from "./weights";

const snapshotStore = createStore(emptySnapshot);
const connection = createStore<"idle" | "live" | "lost">("idle");
const announcement = createStore("");

export const useResidencySnapshot = () => useStore(snapshotStore);
export const useConnection = () => useStore(connection);
/** The residency of one base model, for followers outside of components. */
export const watchedResidency = (base: string) => ({
  get: () => snapshotStore.get().byBaseModel.get(base),
  subscribe: snapshotStore.subscribe,
});
/** The last change of state as text, for screen readers. */
export const useAnnouncement = () => useStore(announcement);

let close: (() => void) | undefined;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let lostTimer: ReturnType<typeof setTimeout> | undefined;
let attempts = 0;
let wasOpen = false;

/**
 * Keeps the event stream open while a user who may use models is signed in and the tab is visible. Called once.
 *
 * Not in hidden tabs: browsers open at most six connections to a server, so a few forgotten tabs would leave none.
 * A new connection starts with a snapshot.
 */
export function followSession(): void {
  const update = () => {
    const isAllowed = isListener(currentPerson());
    const isSeen = document.visibilityState === "visible";
    if (!isAllowed || !isSeen || isInterrupted()) stop();
    else if (!close && retryTimer === undefined) open();
    if (!isAllowed) snapshotStore.set(emptySnapshot);
  };
  subscribeToSession(update);
  subscribeToInterruption(update);
  document.addEventListener("visibilitychange", update);
  update();
}

/** Users waiting for approval get no events. */
const isListener = (person: Session | undefined) => person !== undefined && person.role !== "pending";

function open() {
  close = api.listenToResidency({
    opened() {
      clearTimeout(lostTimer);
      lostTimer = undefined;
      // Models may have changed while the stream was closed.
      if (wasOpen) {
        refreshModelsSoon();
        refreshWeightsSoon();
        void refreshRuntimes();
      }
      wasOpen = true;
      attempts = 0;
      connection.set("live");
    },
    snapshot: (runtimes) => snapshotStore.set(snapshotOf(runtimes)),
    residency(residency) {
      const before = snapshotStore.get().byBaseModel.get(residency.base_model);
      snapshotStore.update((known) => withResidency(known, residency));
      if (!before) refreshModelsSoon();
      if (before?.state !== residency.state) {
        const { announced } = currentStrings().memory;
        const reason = residency.state === "failed" && residency.reason ? `: ${residency.reason}` : "";
        announcement.set(`${announced[residency.state](residency.base_model)}${reason}`);
      }
    },
    model: ({ id }) => modelChanged(id),
    scanned: (runtime, files, problem) => snapshotStore.update((known) => withScan(known, runtime, files, problem)),
    download: noteProgress,
    pull: notePull,
    weightsChanged: refreshWeightsSoon,
    lost(isFinal) {
      // A gap of less than a second (the server restarts its listener) is not worth a banner.
      lostTimer ??= setTimeout(() => connection.set("lost"), 1_000);
      // The session may have ended, which must not look like a lost connection.
      void refreshSession();
      if (isFinal) tryAgainLater();
    },
  });
}

function tryAgainLater() {
  close?.();
  close = undefined;
  const pause = Math.min(15_000, 1_000 * 2 ** attempts++);
  retryTimer = setTimeout(async () => {
    retryTimer = undefined;
    if (isInterrupted()) return;
    await refreshSession();
    if (isListener(currentPerson()) && document.visibilityState === "visible" && !close) open();
  }, pause);
}

function stop() {
  close?.();
  close = undefined;
  clearTimeout(retryTimer);
  clearTimeout(lostTimer);
  retryTimer = undefined;
  lostTimer = undefined;
  connection.set("idle");
}

export async function loadNow(id: string, name: string): Promise<void> {
  const strings = currentStrings().memory;
  try {
    const loaded = await api.loadNow(id);
    showToast({ subject: id, text: loaded.bytes === null ? strings.isLoadedBriefly(name) : strings.isLoaded(name, formatBytes(loaded.bytes)) });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notLoaded(name, messageOf(error)) });
  }
}

export async function unloadNow(id: string, name: string): Promise<void> {
  const strings = currentStrings().memory;
  try {
    const unloaded = await api.unloadNow(id);
    showToast({ subject: id, text: unloaded.freed_bytes === null ? strings.isUnloadedBriefly(name) : strings.isUnloaded(name, formatBytes(unloaded.freed_bytes)) });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notUnloaded(name, messageOf(error)) });
  }
}

/** Pins or unpins the weights of a model; the toast can undo it. */
export async function setPinned(id: string, name: string, isKept: boolean): Promise<void> {
  const strings = currentStrings().memory.pinning;
  try {
    const residency = await api.setPinned(id, isKept);
    // The event stream is newer in everything but `pinned`.
    snapshotStore.update((known) => {
      const before = known.byBaseModel.get(residency.base_model);
      return before ? withResidency(known, { ...before, pinned: residency.pinned }) : known;
    });
    const runtime = snapshotStore.get().runtimes.find((each) => each.id === residency.runtime);
    const unloadsIdle = typeof runtime?.idle_unload_seconds === "number";
    const text = isKept ? strings.pinned(residency.base_model, unloadsIdle) : strings.unpinned(residency.base_model, unloadsIdle);
    showToast({ subject: id, text, action: { label: strings.undo, run: () => void setPinned(id, name, !isKept) } });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notChanged(name, messageOf(error)) });
  }
}
