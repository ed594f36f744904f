import type { Strings } from "..";

export const keys: Strings["keys"] = {
  title: "Meine Schlüssel",
  newKey: "Neuer Schlüssel",
  use: "Programme benutzen einen Schlüssel anstelle Ihres Passworts, als {header}.",
  useWithoutPermission:
    "Programme benutzen einen Schlüssel anstelle Ihres Passworts, als {header}. Sie dürfen keine Schlüssel anlegen; " +
    "ein Administrator kann es Ihnen erlauben.",
  loading: "Ihre Schlüssel werden geladen",
  none: "Noch keine Schlüssel",
  noneHint: "Legen Sie für jedes Programm einen an, damit sich jeder einzeln widerrufen lässt.",

  keysOf: (owner) => `Schlüssel von ${owner}`,
  key: "Schlüssel",
  made: "Angelegt",
  lastUsed: "Zuletzt benutzt",
  expires: "Läuft ab",
  never: "nie",
  expired: (date) => `abgelaufen am ${date}`,
  readOnlyBadge: "nur lesend",
  speaksForOthers: "spricht für andere",
  speaksAndCreates: "spricht für andere, legt Benutzer an",
  onlyModels: (models) => `nur ${models}`,

  nameHint: "Wofür er ist, damit Sie ihn wiedererkennen.",
  lifetimes: {
    "7": "in einer Woche", "30": "in 30 Tagen", "90": "in 90 Tagen", "365": "in einem Jahr", never: "nie",
  },
  onlyForModels: "Nur für diese Modelle",
  onlyForModelsHint: "IDs von Modellen; * steht für beliebige Zeichen: org/*. Leer: alle, die Sie benutzen dürfen.",
  readOnly: "Nur lesend",
  readOnlyHint: "Er kann Modelle auflisten und benutzen, aber nichts ändern.",
  trusted: "Darf für andere sprechen",
  trustedHint:
    "Für eine Chat-Oberfläche: Sie nennt in jeder Anfrage die Person, und deren Rechte zählen. Geben Sie ihn sonst " +
    "niemandem.",
  createsUsers: "Legt Benutzer an",
  createsUsersHint: "Wen er nennt und Muster nicht kennt, bekommt ein Konto.",

  yourNewKey: (name) => `Ihr neuer Schlüssel „${name}“`,
  haveCopied: "Ich habe ihn kopiert",
  closeUncopied: "Schließen, ohne den Schlüssel zu kopieren?",
  closeUncopiedWhy:
    "Der Schlüssel lässt sich nicht noch einmal anzeigen. Ohne Kopie müssen Sie ihn widerrufen und einen neuen anlegen.",
  goBack: "Zurück",
  closeAnyway: "Trotzdem schließen",
  copyNow: "Kopieren Sie ihn jetzt: Er wird nicht noch einmal gezeigt.",
  copyNowWhy:
    "{now} Muster behält keine lesbare Kopie. Wer ihn hat, handelt in Ihrem Namen; behandeln Sie ihn also wie ein " +
    "Passwort.",

  revoke: "Widerrufen",
  revokeWhat: (name) => `${name} widerrufen`,
  revokeQuestion: (name) => `Den Schlüssel „${name}“ widerrufen?`,
  revokeConsequence:
    "Was den Schlüssel {hint} benutzt, wird ab sofort abgewiesen. Er lässt sich nicht zurückholen, nur durch einen " +
    "neuen ersetzen.",
  revokeConsequenceOf:
    "Was den Schlüssel {hint} von {owner} benutzt, wird ab sofort abgewiesen. Er lässt sich nicht zurückholen, nur " +
    "durch einen neuen ersetzen.",
  revoked: (name) => `Der Schlüssel „${name}“ ist widerrufen.`,
};
