import type { Strings } from "..";

export const keys: Strings["keys"] = {
  title: "Meine Schlüssel",
  newKey: "Neuer Schlüssel",
  use: "Programme senden einen Schlüssel statt Ihres Passworts, als {header}.",
  useWithoutPermission:
    "Programme senden einen Schlüssel statt Ihres Passworts, als {header}. Sie haben keine Berechtigung, Schlüssel " +
    "anzulegen; wenden Sie sich an einen Administrator.",
  loading: "Schlüssel werden geladen",
  none: "Noch keine Schlüssel",
  noneHint: "Legen Sie für jedes Programm einen eigenen an, damit Sie jeden einzeln widerrufen können.",

  keysOf: (owner) => `Schlüssel von ${owner}`,
  key: "Schlüssel",
  created: "Angelegt",
  lastUsed: "Zuletzt benutzt",
  expires: "Läuft ab",
  never: "nie",
  expired: (date) => `abgelaufen am ${date}`,
  readOnlyBadge: "nur lesend",
  actsForUsers: "handelt im Namen von Benutzern",
  actsForUsersAndCreates: "handelt im Namen von Benutzern, legt Benutzer an",
  onlyModels: (models) => `nur ${models}`,

  nameHint: "Wofür der Schlüssel ist.",
  lifetimes: {
    "7": "in einer Woche", "30": "in 30 Tagen", "90": "in 90 Tagen", "365": "in einem Jahr", never: "nie",
  },
  onlyForModels: "Nur für diese Modelle",
  onlyForModelsHint: "Modell-IDs; * steht für beliebige Zeichen: org/*. Leer: alle Modelle, die Sie benutzen können.",
  readOnly: "Nur lesend",
  readOnlyHint: "Kann Modelle auflisten und benutzen, aber nichts ändern.",
  trusted: "Handelt im Namen von Benutzern",
  trustedHint:
    "Für eine Chat-Oberfläche: Sie nennt in jeder Anfrage den Benutzer, und dessen Berechtigungen gelten. Geben Sie diesen Schlüssel nicht weiter.",
  createsUsers: "Legt Benutzer an",
  createsUsersHint: "Benutzer, die Muster noch nicht kennt, bekommen ein Konto.",

  yourNewKey: (name) => `Ihr neuer Schlüssel „${name}“`,
  haveCopied: "Ich habe ihn kopiert",
  closeUncopied: "Schließen, ohne den Schlüssel zu kopieren?",
  closeUncopiedWhy:
    "Der Schlüssel kann nicht noch einmal angezeigt werden. Ohne Kopie müssen Sie ihn widerrufen und einen neuen anlegen.",
  goBack: "Zurück",
  closeAnyway: "Trotzdem schließen",
  copyNow: "Kopieren Sie ihn jetzt: Er wird nicht noch einmal angezeigt.",
  copyNowWhy: "{now} Wer ihn hat, kann in Ihrem Namen handeln. Behandeln Sie ihn wie ein Passwort.",

  revoke: "Widerrufen",
  revokeWhat: (name) => `${name} widerrufen`,
  revokeQuestion: (name) => `Den Schlüssel „${name}“ widerrufen?`,
  revokeConsequence:
    "Programme mit dem Schlüssel {hint} werden ab sofort abgelehnt. Das lässt sich nicht rückgängig machen, nur durch " +
    "einen neuen Schlüssel ersetzen.",
  revokeConsequenceOf:
    "Programme mit dem Schlüssel {hint} von {owner} werden ab sofort abgelehnt. Das lässt sich nicht rückgängig machen, " +
    "nur durch einen neuen Schlüssel ersetzen.",
  revoked: (name) => `Schlüssel „${name}“ widerrufen.`,
};
