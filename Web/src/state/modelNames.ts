import type { BaseModel, ListedModel } from "../api/types";
import { useActiveModels, useBaseModels } from "./models";

type NameOf = (id: string) => string;

/** The name of a model by its ID, or the ID itself if no name is known. For administrators. */
export function useModelNames(): NameOf {
  return namesOf(useBaseModels(true).value ?? none, useActiveModels().value ?? none);
}

const none: never[] = [];
/** Cached for the last lists: a page calls this for each row. */
let known: { bases: readonly BaseModel[]; active: readonly ListedModel[]; nameOf: NameOf } | undefined;

function namesOf(bases: readonly BaseModel[], active: readonly ListedModel[]): NameOf {
  if (known?.bases !== bases || known.active !== active) {
    const names = new Map([...active, ...bases].map(({ id, name }) => [id, name]));
    known = { bases, active, nameOf: (id) => names.get(id) ?? id };
  }
  return known.nameOf;
}
