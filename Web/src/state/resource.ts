import { useCallback, useSyncExternalStore } from "react";
import { messageOf } from "../api/request";

/** What is known of one answer of the server. `value` may be there while a newer one is on its way. */
export interface Loadable<Value> {
  isLoading: boolean;
  value?: Value;
  error?: string;
}

/** Answers of one endpoint by key: asked for whenever one comes on show, and when it is said to be stale. */
export interface Resource<Value> {
  get(key: string): Loadable<Value>;
  subscribe(key: string, listener: () => void): () => void;
  /** Asks again for what is on show and forgets the rest. */
  refresh(): Promise<void>;
  /** What is known of all that is on show. */
  values(): Value[];
  /** Changes what is known without asking. */
  patch(change: (value: Value) => Value): void;
  clear(): void;
}

interface Options<Value> {
  /** Gives back what is known for the parts of a new answer that say the same: nothing is drawn anew for them. */
  reuse?(known: Value, fresh: Value): Value;
  /** Show the last answer to another question while a new one is asked: a list must not flicker while one types. */
  keepsPrevious?: boolean;
}

export function createResource<Value>(load: (key: string) => Promise<Value>, options: Options<Value> = {}): Resource<Value> {
  const entries = new Map<string, Loadable<Value>>();
  const listeners = new Map<string, Set<() => void>>();
  const turns = new Map<string, number>();
  /** How often what is known was changed without asking. */
  const patches = new Map<string, number>();
  let previous: Value | undefined;

  /** Of a question that nobody has asked yet: a list must not vanish for the moment until it is. */
  let unasked: Loadable<Value> = { isLoading: true };

  function put(key: string, entry: Loadable<Value>) {
    entries.set(key, entry);
    if (entry.value !== undefined && entry.value !== previous) {
      previous = entry.value;
      if (options.keepsPrevious) unasked = { isLoading: true, value: previous };
    }
    for (const listener of [...(listeners.get(key) ?? [])]) listener();
  }

  async function fetch(key: string): Promise<void> {
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const patchesBefore = patches.get(key);
    const known = () => entries.get(key)?.value ?? (options.keepsPrevious ? previous : undefined);
    put(key, { isLoading: true, value: known() });
    try {
      const fresh = await load(key);
      // An answer that was overtaken by a newer question is old news.
      if (turns.get(key) !== turn) return;
      // And so may be one from before what is known was changed.
      if (patches.get(key) !== patchesBefore) return fetch(key);
      const old = known();
      put(key, { isLoading: false, value: old !== undefined && options.reuse ? options.reuse(old, fresh) : fresh });
    } catch (error) {
      if (turns.get(key) === turn) put(key, { isLoading: false, value: known(), error: messageOf(error) });
    }
  }

  return {
    get: (key) => entries.get(key) ?? unasked,
    subscribe(key, listener) {
      const mine = listeners.get(key) ?? new Set();
      const comesOnShow = mine.size === 0;
      listeners.set(key, mine.add(listener));
      // What was known before is shown meanwhile.
      if (comesOnShow) void fetch(key);
      return () => {
        mine.delete(listener);
        if (mine.size === 0) listeners.delete(key);
      };
    },
    async refresh() {
      for (const key of [...entries.keys()]) if (!listeners.has(key)) entries.delete(key);
      await Promise.all([...listeners.keys()].map(fetch));
    },
    values: () =>
      [...listeners.keys()].map((key) => entries.get(key)?.value).filter((value): value is Value => value !== undefined),
    patch(change) {
      for (const [key, entry] of [...entries]) {
        const value = entry.value === undefined ? undefined : change(entry.value);
        if (value === undefined || value === entry.value) continue;
        patches.set(key, (patches.get(key) ?? 0) + 1);
        put(key, { ...entry, value });
      }
    },
    clear() {
      entries.clear();
      previous = undefined;
      unasked = { isLoading: true };
      for (const key of [...turns.keys()]) turns.set(key, (turns.get(key) ?? 0) + 1);
      for (const key of [...listeners.keys()]) void fetch(key);
    },
  };
}

export function useResource<Value>(resource: Resource<Value>, key: string): Loadable<Value> {
  const subscribe = useCallback((listener: () => void) => resource.subscribe(key, listener), [resource, key]);
  return useSyncExternalStore(subscribe, () => resource.get(key));
}
