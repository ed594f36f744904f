import type { FirstStrings, Strings } from "../strings";
import { first } from "../strings/en/first";
import { createStore, useStore } from "./store";

export const languages = ["en", "de"] as const;
export type Language = typeof languages[number];
/** The browser's language unless the user chose one. */
export type LanguageChoice = Language | "browser";

const storageKey = "muster.language";
const strings = createStore<FirstStrings>(first);
const choice = createStore<LanguageChoice>("browser");

export const useStrings = () => useStore(strings);
/** For text outside of components. */
export const currentStrings = (): FirstStrings => strings.get();

/**
 * A part of the texts that the first page does not need: its English comes with the pages that import it, its German
 * with all others of that language.
 */
export function laterStrings<Name extends keyof Strings>(name: Name, english: Strings[Name]) {
  const part = (spoken: Partial<Strings>): Strings[Name] => spoken[name] ?? english;
  return { use: () => part(useStrings()), current: () => part(currentStrings()) };
}

export const useLanguageChoice = () => useStore(choice);
/** The tag for dates and numbers, e.g. `de-AT`. */
export const currentLocale = (): string => {
  const { language } = strings.get();
  // The tests run outside of a browser.
  const tags = globalThis.navigator?.languages ?? [];
  return tags.find((tag) => tag.startsWith(language)) ?? language;
};

/** Called before the first page is shown, so that it doesn't change its language visibly. */
export async function startLanguage(): Promise<void> {
  const saved = read();
  const known = languages.find((language) => language === saved);
  await apply(known ?? "browser");
}

export async function chooseLanguage(chosen: LanguageChoice): Promise<void> {
  await apply(chosen);
  try {
    if (chosen === "browser") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, chosen);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

async function apply(chosen: LanguageChoice): Promise<void> {
  const language = chosen === "browser" ? preferredLanguage(navigator.languages) : chosen;
  const spoken = language === "de" ? (await import("../strings/de")).de : first;
  document.documentElement.lang = spoken.language;
  choice.set(chosen);
  strings.set(spoken);
}

/** The first of the browser's languages that the page supports; English if there is none. */
export function preferredLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const found = languages.find((language) => tag.toLowerCase().split("-")[0] === language);
    if (found) return found;
  }
  return "en";
}
