import type { Strings } from "..";
import { counted } from "../counted";

export const people: Strings["people"] = {
  title: "Personen",
  addPerson: "Person hinzufügen",
  search: "Personen suchen",
  order: "Reihenfolge",
  orders: { newest: "Neueste zuerst", name: "Nach Namen", seen: "Zuletzt gesehene zuerst" },
  outOfDate: (why) => `Diese Liste ist vielleicht veraltet. ${why}`,
  loadingAll: "Personen werden geladen",
  noMatches: "Keine passenden Personen",
  noMatchesFor: (text) => `Niemand hat „${text}“ im Namen oder in der E-Mail-Adresse.`,
  showAll: "Alle Personen anzeigen",
  alsoWaiting: "Warten ebenfalls auf Freischaltung",

  person: "Person",
  role: "Rolle",
  roles: { admin: "Administrator", user: "Benutzer", pending: "Wartet auf Freischaltung" },
  groups: "Gruppen",
  lastSeen: "Zuletzt gesehen",
  never: "nie",

  approve: "Freischalten",
  approveWhom: (name) => `${name} freischalten`,
  approved: (name) => `${name} kann Muster jetzt benutzen.`,
  notApproved: (name, why) => `${name} kann nicht freigeschaltet werden: ${why}`,

  addTitle: "Person hinzufügen",
  passwordHint: "Geben Sie es weiter; nach der Anmeldung kann es geändert werden.",
  added: (name) => `${name} hinzugefügt.`,
  newPassword: "Neues Passwort",
  staysAsItIs: "unverändert",
  youAreSignedOut: "Beim Speichern werden Sie überall abgemeldet.",
  isSignedOut: (name) => `Beim Speichern wird ${name} überall abgemeldet.`,

  back: "Zurück zu den Personen",
  loadingOne: "Person wird geladen",
  facts: "Dabei seit {since}, zuletzt gesehen: {seen}, in {groups}.",
  factsWithoutGroup: "Dabei seit {since}, zuletzt gesehen: {seen}, in keiner Gruppe.",
  keys: "Schlüssel",
  loadingKeys: "Schlüssel werden geladen",
  noKeys: "Keine Schlüssel.",
  sessionsAndAccount: "Sitzungen und Konto",

  whatCanUse: (name) => `Was kann ${name} benutzen?`,
  usableModels: (name) => `Was ${name} benutzen kann`,
  loadingCanUse: "Benutzbare Modelle werden geladen",
  nothingYet: "Nichts bis zur Freischaltung.",
  nothingOpen: "Keine Modelle.",
  off: "aus",

  endSessions: "Sitzungen beenden",
  endQuestion: (name) => `Die Sitzungen von ${name} beenden?`,
  endWhat: (name, email) =>
    `${name} (${email}) wird überall abgemeldet und kann sich wieder anmelden. Schlüssel bleiben gültig.`,
  ended: (name) => `${name} überall abgemeldet.`,

  deleteQuestion: (name) => `${name} löschen?`,
  deleteWhat:
    "Das Konto {email} wird mit seinen Sitzungen, API-Schlüsseln, Mitgliedschaften und persönlichen Freigaben " +
    "gelöscht. {models} Sie können das 24 Stunden lang rückgängig machen, solange die Daten der Person nicht aus dem " +
    "Protokoll gelöscht werden.",
  modelsBecomeYours: "Die Modelle gehören dann Ihnen.",
  deleted: (name) => `${name} gelöscht.`,
  restored: (name) => `${name} wiederhergestellt. Eine neue Anmeldung ist nötig.`,
  ownedUnknown: (why) => `Die Modelle dieser Person können nicht ermittelt werden: ${why}`,
  lookingForOwned: "Modelle dieser Person werden gesucht …",
  passToYou: (count) => `${counted(count, "Modell geht", "Modelle gehen")} auf Sie über:`,
  amongOthersPass: "Diese und weitere gehen auf Sie über:",
  ownNothing: "Diese Person besitzt keine Modelle.",

  allAdded: "Alle Treffer sind schon hinzugefügt.",
  andMore: (count) => `Und ${count} weitere: Tippen Sie weiter, um die Liste einzugrenzen.`,
};
