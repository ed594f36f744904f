import { listBin, purgeFromBin, restoreFromBin, type BinEntry } from "../api/bin";
import type { Model } from "../api/types";
import { refreshModelsSoon } from "./models";
import { createResource, useResource } from "./resource";
import { createStore, useStore } from "./store";

const pages = createResource((page) => listBin(Number(page)), { keepsPrevious: true });
export const useBin = (page: number) => useResource(pages, String(page));
export const refreshBin = pages.refresh;

/** Entries with a pending restore or purge: the page hides them. */
const pending = createStore<ReadonlySet<string>>(new Set());
export const usePendingEntries = () => useStore(pending);

export function clearBin(): void {
  pages.clear();
  pending.set(new Set());
}

export const restore = (entry: BinEntry, otherId?: string): Promise<Model> =>
  take(entry, () => restoreFromBin(entry, otherId));

export const purge = (entry: BinEntry, confirm: string): Promise<boolean> =>
  take(entry, () => purgeFromBin(entry, confirm));

async function take<Answer>(entry: BinEntry, act: () => Promise<Answer>): Promise<Answer> {
  pending.update((all) => new Set(all).add(entry.version_id));
  try {
    const answer = await act();
    await pages.refresh();
    refreshModelsSoon();
    return answer;
  } finally {
    pending.update((all) => new Set([...all].filter((each) => each !== entry.version_id)));
  }
}
