import type { Strings } from "..";

export const access: Strings["access"] = {
  title: (model) => `Zugriff auf ${model}`,
  loading: "Die Freigaben werden geladen",
  saved: (model) => `Der Zugriff auf ${model} ist gespeichert.`,
  rightsOfBaseModel:
    "Lesen: sehen und benutzen. Ein Basismodell ändern nur Administratoren, deshalb lässt sich nicht mehr vergeben.",
  rightsOfPreset: "Lesen: sehen und benutzen. Schreiben: auch ändern, ein- und ausschalten, freigeben und löschen.",
  reload: "Gespeichertes laden, meine Änderungen verwerfen",

  right: "Recht",
  rights: { read: "Lesen", write: "Schreiben" },
  everyone: "Alle",
  kinds: { user: "Person", group: "Gruppe" },
  new: "neu",
  grantedTo: "Freigegeben für",
  rightOf: (name) => `Recht von ${name}`,
  onlyAdministrators: "Niemand außer den Administratoren.",
  onlyOwner: "Niemand außer Eigentümer/in und Administratoren.",

  mayNotShare: "Sie dürfen Freigaben zurücknehmen, aber nichts für andere freigeben.",
  addPerson: "Person hinzufügen",
  addGroup: "Gruppe hinzufügen",
  addGroupOption: "Gruppe hinzufügen …",
  addTheGroup: "Gruppe hinzufügen",
  addEveryone: "Alle hinzufügen",
  groupsNotLoaded: (why) => `Die Gruppen konnten nicht geladen werden. ${why}`,

  whoCanUse: "Wer dieses Modell benutzen kann",
  person: "Person",
  model: "Modell",
  why: "Warum",
  loadingWho: "Wird geladen …",
  asSaved: "Wie gespeichert; Änderungen oben, die nicht gespeichert sind, zählen noch nicht.",

  administrator: "Administrator",
  owner: "Eigentümer/in",
  toEveryone: { read: "für alle freigegeben", write: "für alle zum Schreiben freigegeben" },
  inPerson: { read: "persönlich freigegeben", write: "persönlich zum Schreiben freigegeben" },
  toGroup: {
    read: (group) => `für die Gruppe „${group}“ freigegeben`,
    write: (group) => `für die Gruppe „${group}“ zum Schreiben freigegeben`,
  },
  toGroupAbove: {
    read: (group, below) => `für die Gruppe „${group}“ freigegeben, zu der „${below}“ gehört`,
    write: (group, below) => `für die Gruppe „${group}“ zum Schreiben freigegeben, zu der „${below}“ gehört`,
  },
};
