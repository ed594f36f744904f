import type { Strings } from "..";
import { counted } from "../counted";

const alsoChanged = (count: number) => (count > 0 ? `; ${counted(count, "Modell", "Modelle")} geändert` : "");

export const undo: Strings["undo"] = {
  title: "Letzte Änderungen",
  about:
    "Was Sie in den letzten 24 Stunden getan haben und rückgängig machen können. Bearbeitungen eines Modells setzen Sie in seinem Verlauf zurück.",
  loading: "Letzte Änderungen werden geladen",
  none: "Keine Änderungen in letzter Zeit",
  noneWhy: "Löschungen, Importe und Änderungen an mehreren Modellen erscheinen hier 24 Stunden lang.",
  close: "Schließen",
  undo: "Rückgängig",
  undoWhat: (what) => `Rückgängig machen: ${what}`,
  undoing: "Wird rückgängig gemacht …",
  undone: "Rückgängig gemacht",
  erased: "Lässt sich nicht rückgängig machen: Die Daten der Person wurden gelöscht",
  expires: (when) => `läuft ${when} ab`,
  notUndone: (why) => `Nicht rückgängig gemacht: ${why}`,
  notRestored: (count) => `${counted(count, "Eintrag ließ", "Einträge ließen")} sich nicht wiederherstellen.`,
  skipped: "Nicht wiederhergestellt:",
  kinds: { user: "Person", group: "Gruppe", model: "Modell" },
  noModels: "keine Modelle",
  moreModels: (count) => counted(count, "weiteres Modell", "weitere Modelle"),
  removedPerson: (name, count) => `Konto von ${name} gelöscht${alsoChanged(count)}`,
  erasedPerson: "einer anonymisierten Person",
  deletedGroup: (name, count) => `Gruppe ${name} gelöscht${alsoChanged(count)}`,
  changed: (what) => `${what} geändert`,
  did: {
    "model.delete": (what) => `${what} gelöscht`,
    "model.delete_all": (what) => `${what} gelöscht`,
    "model.activate": (what) => `${what} eingeschaltet`,
    "model.deactivate": (what) => `${what} ausgeschaltet`,
    "model.update": (what) => `${what} bearbeitet`,
    "model.share": (what) => `Zugriff auf ${what} geändert`,
    "model.import": (what) => `${what} importiert`,
    "model.sync": (what) => `${what} abgeglichen`,
    "model.undo": (what) => `Änderung an ${what} rückgängig gemacht`,
  },
  reasons: {
    "it was deleted later": "inzwischen gelöscht",
    "it was deleted later, and created again": "inzwischen gelöscht und neu angelegt",
    "it has another owner now": "gehört inzwischen jemand anderem",
    "the group was deleted later": "inzwischen gelöscht",
    "the parent group was deleted later": "die übergeordnete Gruppe wurde inzwischen gelöscht",
    "the user was removed later": "inzwischen gelöscht",
    "the group has another parent now": "gehört inzwischen zu einer anderen Gruppe",
    "it is a parent of this group now": "ist inzwischen dieser Gruppe übergeordnet",
  },
};
