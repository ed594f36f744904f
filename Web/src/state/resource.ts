import { useCallback, useSyncExternalStore } from "react";
import { messageOf } from "../api/request";

/** The state of one answer of the server. An older `value` may be present while a newer one is loading. */
export interface Loadable<Value> {
  isLoading: boolean;
  value?: Value;
  error?: string;
}

/** Answers of one endpoint by key: loaded when first used, and when refreshed. */
export interface Resource<Value> {
  get(key: string): Loadable<Value>;
  subscribe(key: string, listener: () => void): () => void;
  /** Loads all keys in use again and drops the rest. */
  refresh(): Promise<void>;
  /** The values of all keys in use. */
  values(): Value[];
  /** Changes the known values without a request. */
  patch(change: (value: Value) => Value): void;
  clear(): void;
}

interface Options<Value> {
  /** Returns the known objects for equal parts of a new answer, so that they are not redrawn. */
  reuse?(known: Value, fresh: Value): Value;
  /** Show the previous key's value while a new key loads: a list must not flicker while the user types. */
  keepsPrevious?: boolean;
}

export function createResource<Value>(load: (key: string) => Promise<Value>, options: Options<Value> = {}): Resource<Value> {
  const entries = new Map<string, Loadable<Value>>();
  const listeners = new Map<string, Set<() => void>>();
  const turns = new Map<string, number>();
  /** How often each value was patched. */
  const patches = new Map<string, number>();
  let previous: Value | undefined;

  /** The state of a key that nobody has loaded yet: a list must not vanish until it is. */
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
      // A newer request has overtaken this answer.
      if (turns.get(key) !== turn) return;
      // The answer may be older than a patch.
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
      // The known value is shown meanwhile.
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
