// What cannot be seen would make two different texts look the same: line ends, blanks at the end of a line, signs
// without width, signs that turn the direction of writing, and letters that are composed in two ways.

const signs: Record<string, string> = { " ": "·", "\t": "⇥", "\r": "␍", "\n": "␊" };

/** Signs without a look of their own. */
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

const codeOf = (sign: string): string => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

/** With the code of each sign that has no look: also in what both sides have, where it may turn the rest around. */
export const withCodes = (text: string): string => text.replace(hidden, codeOf);

/** For what one side has and the other has not: line ends too, and blanks but for one beside a word. */
export const withSigns = (text: string): string =>
  withCodes(text.replace(/^[ \t]+$|[ \t]+(?=[\r\n])|[ \t]{2,}|\t|\r|\n/g, (blanks) => [...blanks].map((each) => signs[each] ?? each).join("")));

/** All that is no plain letter by its code: for texts that look the same and are not. */
export const spelledOut = (text: string): string =>
  [...text].map((each) => (each > "~" ? codeOf(each) : each)).join("");

/** Whether two texts look the same, being composed in different ways. */
export const looksTheSame = (one: string, other: string): boolean =>
  one !== other && one.normalize("NFKC") === other.normalize("NFKC");
