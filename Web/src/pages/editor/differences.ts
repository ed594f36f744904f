import type { Model, ModelForm } from "../../api/types";

export interface Difference {
  field: string;
  theirs: string;
  mine: string;
}

type Comparable = Pick<Model | ModelForm, "name" | "base_model_id" | "is_active" | "params" | "meta">;

/** Where the saved model and the one about to be saved differ, key by key. */
export function differences(theirs: Comparable, mine: Comparable): Difference[] {
  const left = flat(theirs);
  const right = flat(mine);
  const fields = [...new Set([...left.keys(), ...right.keys()])];
  return fields
    .map((field) => ({ field, theirs: left.get(field) ?? "(not set)", mine: right.get(field) ?? "(not set)" }))
    .filter((each) => each.theirs !== each.mine);
}

function flat(model: Comparable): Map<string, string> {
  const values = new Map<string, unknown>([
    ["name", model.name],
    ["base model", model.base_model_id ?? "(is a base model)"],
    ["active", model.is_active ? "on" : "off"],
  ]);
  for (const [key, value] of Object.entries(model.meta)) values.set(key, value);
  for (const [key, value] of Object.entries(model.params)) values.set(`params.${key}`, value);
  return new Map([...values].map(([key, value]) => [key, wordsOf(value)]));
}

/** A value for people: text as it is, everything else as JSON with its keys in order. */
export function wordsOf(value: unknown): string {
  if (value === undefined) return "(not set)";
  return typeof value === "string" ? value : JSON.stringify(inOrder(value));
}

// The server may give keys back in another order; that is no difference.
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || "rawJSON" in value) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, inOrder(each)]),
  );
}
