// Invisible characters would make two different texts look the same: line ends, trailing spaces, zero-width characters,
// characters that change the writing direction, and letters that are composed in two ways.

const signs: Record<string, string> = { " ": "·", "\t": "⇥", "\r": "␍", "\n": "␊" };

/** Characters that are invisible. */
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

const codeOf = (sign: string): string => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

/** Shows invisible characters by their code, also in unchanged text, where they may reverse the rest. */
export const withCodes = (text: string): string => text.replace(hidden, codeOf);

/** For changed text: also shows line ends, and spaces unless a single one is beside a word. */
export const withSigns = (text: string): string =>
  withCodes(text.replace(/^[ \t]+$|[ \t]+(?=[\r\n])|[ \t]{2,}|\t|\r|\n/g, (blanks) => [...blanks].map((each) => signs[each] ?? each).join("")));

/** Shows everything but plain letters by its code: for texts that look the same but differ. */
export const spelledOut = (text: string): string =>
  [...text].map((each) => (each > "~" ? codeOf(each) : each)).join("");

/** Whether two texts look the same although they are composed differently. */
export const looksTheSame = (one: string, other: string): boolean =>
  one !== other && one.normalize("NFKC") === other.normalize("NFKC");
