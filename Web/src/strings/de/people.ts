import type { Strings } from "..";
import { counted } from "../counted";

export const people: Strings["people"] = {
  title: "Personen",
  addPerson: "Person hinzufügen",
  search: "Personen suchen",
  order: "Reihenfolge",
  orders: { newest: "Neueste zuerst", name: "Nach Name", seen: "Zuletzt gesehene zuerst" },
  outOfDate: (why) => `Diese Liste ist vielleicht veraltet. ${why}`,
  loadingAll: "Die Personen werden geladen",
  nobodyFits: "Niemand passt",
  nobodyHas: (text) => `Niemand hat „${text}“ im Namen oder in der E-Mail-Adresse.`,
  showEverybody: "Alle zeigen",
  alsoWaiting: "Warten auch auf Freischaltung",

  person: "Person",
  role: "Rolle",
  roles: { admin: "Administrator", user: "Benutzer", pending: "Wartet auf Freischaltung" },
  groups: "Gruppen",
  lastSeen: "Zuletzt gesehen",
  never: "nie",

  approve: "Freischalten",
  approveWhom: (name) => `${name} freischalten`,
  approved: (name) => `${name} darf Muster jetzt benutzen.`,
  stillWaits: (name, why) => `${name} wartet weiter: ${why}`,

  addTitle: "Person hinzufügen",
  passwordHint: "Zum Weitergeben; nach der Anmeldung lässt es sich ändern.",
  added: (name) => `${name} ist hinzugefügt.`,
  newPassword: "Neues Passwort",
  staysAsItIs: "bleibt, wie es ist",
  youAreSignedOut: "Mit dem Speichern werden Sie überall abgemeldet.",
  isSignedOut: (name) => `Mit dem Speichern wird ${name} überall abgemeldet.`,

  back: "Zurück zu den Personen",
  loadingOne: "Die Person wird geladen",
  facts: "Dabei seit {since}, zuletzt gesehen: {seen}, in {groups}.",
  factsWithoutGroup: "Dabei seit {since}, zuletzt gesehen: {seen}, in keiner Gruppe.",
  keys: "Schlüssel",
  loadingKeys: "Die Schlüssel werden geladen",
  noKeys: "Keine Schlüssel.",
  sessionsAndAccount: "Sitzungen und Konto",

  whatCanUse: (name) => `Was kann ${name} benutzen?`,
  canUse: (name) => `Was ${name} benutzen kann`,
  loadingCanUse: "Die benutzbaren Modelle werden geladen",
  nothingYet: "Nichts, solange das Konto nicht freigeschaltet ist.",
  nothingOpen: "Kein Modell ist für diese Person freigegeben.",
  off: "aus",

  endSessions: "Sitzungen beenden",
  endQuestion: (name) => `Die Sitzungen von ${name} beenden?`,
  endWhat: (name, email) =>
    `${name} (${email}) wird überall abgemeldet und kann sich wieder anmelden. Schlüssel bleiben gültig.`,
  ended: (name) => `${name} ist überall abgemeldet.`,

  deleteQuestion: (name) => `${name} löschen?`,
  deleteWhat:
    "Das Konto {email} wird mit seinen Sitzungen, API-Schlüsseln, Mitgliedschaften und persönlichen Freigaben " +
    "gelöscht. {models} Sie können das 24 Stunden lang rückgängig machen, solange die Daten der Person nicht aus dem " +
    "Protokoll gelöscht werden.",
  modelsBecomeYours: "Die Modelle gehören dann Ihnen.",
  deleted: (name) => `${name} ist gelöscht.`,
  restored: (name) => `${name} ist wiederhergestellt und muss sich neu anmelden.`,
  ownedUnknown: (why) => `Welche Modelle dieser Person gehören, ließ sich nicht ermitteln: ${why}`,
  lookingForOwned: "Es wird gesucht, was dieser Person gehört …",
  passToYou: (count) => `${counted(count, "Modell geht", "Modelle gehen")} auf Sie über:`,
  amongOthersPass: "Unter anderem gehen diese auf Sie über:",
  ownNothing: "Dieser Person gehört kein Modell.",

  isInAlready: "Wer passt, ist schon dabei.",
  andMore: (count) => `Und ${count} weitere: Tippen Sie weiter.`,
};
