import { inOrder } from "../../difference/values";
import type { JsonObject, Model, ModelForm } from "../../api/types";

/** What two people may have changed of a model at once. */
export type Side = Pick<Model | ModelForm, "name" | "base_model_id" | "is_active" | "params" | "meta">;

/** A member of a side: `name`, or `params` and `temperature`. */
export type FieldPath = [keyof Side] | ["params" | "meta", string];

export type Choice = "mine" | "theirs";

/** A field in which what is saved now and what was about to be saved differ. */
export interface Conflict {
  path: FieldPath;
  before: unknown;
  theirs: unknown;
  mine: unknown;
  /** Both changed it, each to something else: only a person can decide. */
  isContested: boolean;
}

/** Where the two differ, with what was there before both; the one that changed a field is who is followed. */
export function conflictsOf(before: Side, theirs: Side, mine: Side): Conflict[] {
  const paths = [before, theirs, mine].flatMap(pathsOf);
  const unique = [...new Map(paths.map((path) => [path.join("\n"), path])).values()];
  return unique.flatMap((path): Conflict[] => {
    const values = { before: valueAt(before, path), theirs: valueAt(theirs, path), mine: valueAt(mine, path) };
    if (same(values.theirs, values.mine)) return [];
    const isContested = !same(values.before, values.theirs) && !same(values.before, values.mine);
    return [{ path, ...values, isContested }];
  });
}

/** Who changed it; of what both did, mine: it is what the person has before their eyes. */
export const firstChoice = ({ before, mine }: Conflict): Choice => (same(before, mine) ? "theirs" : "mine");

/** What is saved now, with each field that was decided for mine. */
export function merged(theirs: Side, conflicts: Conflict[], choices: Choice[]): Side {
  const result: Side = { ...theirs, params: { ...theirs.params }, meta: { ...theirs.meta } };
  conflicts.forEach(({ path, mine }, place) => {
    if (choices[place] !== "mine") return;
    const [field, member] = path;
    const target = (member === undefined ? result : result[field]) as JsonObject;
    const name = member ?? field;
    if (mine === undefined) delete target[name];
    else target[name] = mine;
  });
  return result;
}

const pathsOf = (side: Side): FieldPath[] => [
  ["name"], ["base_model_id"], ["is_active"],
  ...Object.keys(side.params).map((key): FieldPath => ["params", key]),
  ...Object.keys(side.meta).map((key): FieldPath => ["meta", key]),
];

function valueAt(side: Side, [field, member]: FieldPath): unknown {
  if (member === undefined) return side[field];
  const object = side[field] as JsonObject;
  return Object.prototype.hasOwnProperty.call(object, member) ? object[member] : undefined;
}

/** An empty member and one that is not there mean the same to every client. */
const same = (one: unknown, other: unknown): boolean => text(one) === text(other);
const text = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(inOrder(value)));
