import type { Strings } from "..";

export const account: Strings["account"] = {
  title: "Passwort ändern",
  change: "Ändern",
  consequence: "Sie werden überall abgemeldet, auch hier. Ihre Schlüssel bleiben, wie sie sind.",
  current: "Bisheriges Passwort",
  next: "Neues Passwort",
  again: "Neues Passwort wiederholen",
  differs: "Die beiden stimmen nicht überein.",
};
