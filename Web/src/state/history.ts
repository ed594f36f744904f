import { fetchDifference, listModelsAt, listRevisions, rollBackTo, type Revision, type RevisionDifference } from "../api/history";
import { fetchModel } from "../api/models";
import type { Model } from "../api/types";
import { refreshModels, nullIfHidden } from "./models";
import { createResource, useResource } from "./resource";

const revisions = createResource((key) => {
  const { id, page } = JSON.parse(key) as { id: string; page: number };
  return nullIfHidden<Revision[]>(listRevisions(id, page));
});
const past = createResource(async (key) => {
  const { id, at } = JSON.parse(key) as { id: string; at: string };
  return (await listModelsAt(at)).data.find((model) => model.id === id) ?? null;
});
const differences = createResource((key) => {
  const known = settled.get(key);
  if (known) return Promise.resolve(known);
  const { id, from, to } = JSON.parse(key) as { id: string; from: string | number; to: string | number };
  return fetchDifference(id, from, to).then((found) => {
    settled.set(key, found);
    return found;
  });
});
/** Two revisions never change: their difference is loaded once. */
const settled = new Map<string, RevisionDifference>();

/** Null: there are none, or none that the user may see. */
export const useRevisions = (id: string, page: number) => useResource(revisions, JSON.stringify({ id, page }));
export const useModelAt = (id: string, at: string) => useResource(past, JSON.stringify({ id, at }));
export const useDifference = (id: string, from: string | number, to: string | number) =>
  useResource(differences, JSON.stringify({ id, from, to }));

export async function refreshHistory(): Promise<void> {
  await Promise.all([revisions, differences, past].map((each) => each.refresh()));
}

export function clearHistory(): void {
  settled.clear();
  for (const each of [revisions, past, differences]) each.clear();
}

export async function rollBack(id: string, revision: number): Promise<Model> {
  const model = await rollBackTo(id, revision);
  await Promise.all([refreshModels(), revisions.refresh()]);
  return model;
}

/** @returns whether the older content is restored; false if someone has changed the model since. */
export async function takeBackRollBack(made: Model, formerRevision: number): Promise<boolean> {
  const now = await fetchModel(made.id);
  if (now.revision !== made.revision) return false;
  await rollBack(made.id, formerRevision);
  return true;
}
