import { createStore, type Store } from "./store";

export interface PendingChanges<Value> {
  /** Requested values without an answer yet: shown at once. */
  current: Store<ReadonlyMap<string, Value>>;
  /** Shows the value at once, and runs `act` in turn. `act` reports its own outcome. */
  add(id: string, value: Value, act: () => Promise<void>): Promise<void>;
  clear(): void;
}

/**
 * Changes of the same thing run one after the other, and of the waiting ones only the newest: the last request decides,
 * in whatever order the answers arrive.
 */
export function createPendingChanges<Value>(): PendingChanges<Value> {
  const current = createStore<ReadonlyMap<string, Value>>(new Map());
  const newest = new Map<string, symbol>();
  const turns = new Map<string, Promise<void>>();
  return {
    current,
    clear() {
      newest.clear();
      turns.clear();
      current.set(new Map());
    },
    async add(id, value, act) {
      const mine = Symbol(id);
      newest.set(id, mine);
      current.update((all) => new Map(all).set(id, value));
      const before = turns.get(id) ?? Promise.resolve();
      const turn = before.catch(() => undefined).then(() => (newest.get(id) === mine ? act() : undefined));
      turns.set(id, turn);
      try {
        await turn;
      } finally {
        if (newest.get(id) === mine) {
          newest.delete(id);
          turns.delete(id);
          current.update((all) => new Map([...all].filter(([other]) => other !== id)));
        }
      }
    },
  };
}
