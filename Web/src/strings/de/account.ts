import type { Strings } from "..";

export const account: Strings["account"] = {
  title: "Passwort ändern",
  change: "Ändern",
  consequence: "Sie werden überall abgemeldet, auch hier. Ihre Schlüssel bleiben gültig.",
  current: "Aktuelles Passwort",
  next: "Neues Passwort",
  again: "Neues Passwort wiederholen",
  mismatch: "Die Passwörter stimmen nicht überein.",
};
