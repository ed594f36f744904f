import type { Strings } from "../strings";
import { en } from "../strings/en";
import { createStore, useStore } from "./store";

export const languages = ["en", "de"] as const;
export type Language = typeof languages[number];
/** The browser's language unless the user chose one. */
export type LanguageChoice = Language | "browser";

const storageKey = "muster.language";
const strings = createStore<Strings>(en);
const choice = createStore<LanguageChoice>("browser");

export const useStrings = () => useStore(strings);
/** For text outside of components. */
export const currentStrings = (): Strings => strings.get();
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
  const spoken = language === "de" ? (await import("../strings/de")).de : en;
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
