import type { Model, ModelForm } from "../../api/types";
import { currentWords } from "../../state/language";
import type { Words } from "../../words";

export interface Difference {
  field: string;
  theirs: string;
  mine: string;
}

type Comparable = Pick<Model | ModelForm, "name" | "base_model_id" | "is_active" | "params" | "meta">;

/** Where the saved model and the one about to be saved differ, key by key. */
export function differences(theirs: Comparable, mine: Comparable, words: Words["editor"]): Difference[] {
  const left = flat(theirs, words);
  const right = flat(mine, words);
  const fields = [...new Set([...left.keys(), ...right.keys()])];
  return fields
    .map((field) => ({
      field: nameOf(field, words),
      theirs: left.get(field) ?? words.notSet,
      mine: right.get(field) ?? words.notSet,
    }))
    .filter((each) => each.theirs !== each.mine);
}

function flat(model: Comparable, words: Words["editor"]): Map<string, string> {
  const values = new Map<string, unknown>([
    ["name", model.name],
    ["base_model_id", model.base_model_id ?? words.isABaseModel],
    ["is_active", words.activeValues[model.is_active ? "on" : "off"]],
  ]);
  for (const [key, value] of Object.entries(model.meta)) values.set(key, value);
  for (const [key, value] of Object.entries(model.params)) values.set(`params.${key}`, value);
  return new Map([...values].map(([key, value]) => [key, wordsOf(value, words.notSet)]));
}

/** A key that the page has no words for has been written by another program: it is shown as it is. */
function nameOf(field: string, { fields }: Words["editor"]): string {
  return Object.hasOwn(fields, field) ? fields[field as keyof typeof fields] : field;
}

/** A value for people: text as it is, everything else as JSON with its keys in order. */
export function wordsOf(value: unknown, notSet = currentWords().editor.notSet): string {
  if (value === undefined) return notSet;
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
