import { readCheckpoint, readKey, type Checkpoint } from "./note";

/** What this browser keeps of its last verification, to compare the next one with. */
export interface Seen {
  checkpoint: string;
  key: string;
}

const storageKey = "muster.audit.seen";

export function readSeen(storage: Pick<Storage, "getItem"> = localStorage): Seen | undefined {
  try {
    const seen = JSON.parse(storage.getItem(storageKey) ?? "null") as Partial<Seen> | null;
    return typeof seen?.checkpoint === "string" && typeof seen.key === "string"
      ? { checkpoint: seen.checkpoint, key: seen.key }
      : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether it could be stored: storage may be forbidden */
export function keepSeen(seen: Seen, storage: Pick<Storage, "setItem"> = localStorage): boolean {
  try {
    storage.setItem(storageKey, JSON.stringify(seen));
    return true;
  } catch {
    return false;
  }
}

export function forgetSeen(storage: Pick<Storage, "removeItem"> = localStorage): void {
  storage.removeItem(storageKey);
}

export async function checkpointOf(seen: Seen): Promise<Checkpoint | undefined> {
  return (await readKey(seen.key)) ? readCheckpoint(seen.checkpoint) : undefined;
}
