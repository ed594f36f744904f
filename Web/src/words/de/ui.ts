import type { Words } from "..";

export const ui: Words["ui"] = {
  cancel: "Abbrechen",
  oneMoment: "Einen Moment …",
  dismiss: "Ausblenden",
  couldNotLoad: "Das konnte nicht geladen werden",
  tryAgain: "Erneut versuchen",
  pages: "Seiten",
  previous: "Zurück",
  next: "Weiter",
  pageOf: (page, total) => `Seite ${page} von insgesamt ${total} Einträgen`,
  rangeOf: (first, last, total) => `${first}–${last} von ${total}`,
  copy: "Kopieren",
  copyWhat: (what) => `${what} kopieren`,
  copied: "Kopiert",
  copyByHand: "Bitte von Hand markieren und kopieren",
  removeWord: (word) => `${word} entfernen`,
  typeAndEnter: "Eintippen und Enter drücken",
};
