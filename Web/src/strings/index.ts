import type { en } from "./en";

/** All texts of the page, in every language. */
export type Strings = Widened<typeof en>;

type Widened<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [Key in keyof Value]: Widened<Value[Key]> };
