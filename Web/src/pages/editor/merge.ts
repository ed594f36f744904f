import { inOrder } from "../../difference/values";
import type { JsonObject, Model, ModelForm } from "../../api/types";

/** The parts of a model that two people may change at the same time. */
export type Side = Pick<Model | ModelForm, "name" | "base_model_id" | "is_active" | "params" | "meta">;

/** The path of a field: `name`, or `params` and `temperature`. */
export type FieldPath = [keyof Side] | ["params" | "meta", string];

export type Choice = "mine" | "theirs";

/** A field in which the saved and the new version differ. */
export interface Conflict {
  path: FieldPath;
  before: unknown;
  theirs: unknown;
  mine: unknown;
  /** Both changed it to different values: the user has to decide. */
  isContested: boolean;
}

/** All differences, with the common ancestor; preselects the side that changed the field. */
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

/** The side that changed the field; mine if both did, because the user sees it in the form. */
export const firstChoice = ({ before, mine }: Conflict): Choice => (same(before, mine) ? "theirs" : "mine");

/** The saved version with all fields for which the user chose theirs. */
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

/** Clients treat empty and missing members alike. */
const same = (one: unknown, other: unknown): boolean => text(one) === text(other);
const text = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(inOrder(value)));
