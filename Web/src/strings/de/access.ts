import type { Strings } from "..";

export const access: Strings["access"] = {
  title: (model) => `Zugriff auf ${model}`,
  loading: "Zugriff wird geladen",
  saved: (model) => `Zugriff auf ${model} gespeichert.`,
  rightsOfBaseModel: "Lesen: sehen und benutzen. Basismodelle können nur Administratoren ändern.",
  rightsOfPreset: "Lesen: sehen und benutzen. Schreiben: auch bearbeiten, ein- und ausschalten, freigeben und löschen.",
  reload: "Meine Änderungen verwerfen",

  right: "Berechtigung",
  rights: { read: "Lesen", write: "Schreiben" },
  everyone: "Alle",
  kinds: { user: "Person", group: "Gruppe" },
  new: "neu",
  grantedTo: "Freigegeben für",
  rightOf: (name) => `Berechtigung von ${name}`,
  onlyAdministrators: "Nur Administratoren.",
  onlyOwner: "Nur Eigentümer und Administratoren.",

  mayNotShare: "Sie können Freigaben zurücknehmen, aber nichts für andere freigeben.",
  addPerson: "Person hinzufügen",
  addGroup: "Hinzuzufügende Gruppe",
  addGroupOption: "Gruppe wählen …",
  addTheGroup: "Gruppe hinzufügen",
  addEveryone: "Alle hinzufügen",
  groupsNotLoaded: (why) => `Die Gruppen können nicht geladen werden. ${why}`,

  whoCanUse: "Wer dieses Modell benutzen kann",
  person: "Person",
  model: "Modell",
  why: "Grund",
  loadingWho: "Wird geladen …",
  asSaved: "Gespeicherter Stand. Nicht gespeicherte Änderungen oben zählen noch nicht.",

  administrator: "Administrator",
  owner: "Eigentümer",
  toEveryone: { read: "für alle freigegeben", write: "für alle freigegeben, mit Schreibzugriff" },
  inPerson: { read: "direkt freigegeben", write: "direkt freigegeben, mit Schreibzugriff" },
  toGroup: {
    read: (group) => `für die Gruppe „${group}“ freigegeben`,
    write: (group) => `für die Gruppe „${group}“ freigegeben, mit Schreibzugriff`,
  },
  toGroupAbove: {
    read: (group, below) => `für die Gruppe „${group}“ freigegeben, zu der „${below}“ gehört`,
    write: (group, below) => `für die Gruppe „${group}“ freigegeben, zu der „${below}“ gehört, mit Schreibzugriff`,
  },
};
