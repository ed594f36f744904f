import type { en } from "./en";
import type { first } from "./en/first";

/** All texts of the page, in every language. */
export type Strings = Widened<typeof en>;

/** Those that the first page has, in every language. */
export type FirstStrings = Pick<Strings, keyof typeof first>;

type Widened<Value> = Value extends string
  ? string
  : Value extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [Key in keyof Value]: Widened<Value[Key]> };
