import type { Strings } from "..";

export const groups: Strings["groups"] = {
  title: "Gruppen",
  newGroup: "Neue Gruppe",
  loadingAll: "Gruppen werden geladen",
  group: "Gruppe",
  partOf: "Übergeordnete Gruppe",
  members: "Mitglieder",
  defaults: "Standardberechtigungen",
  defaultsHint: "Was alle Benutzer dürfen",
  allUsers: "alle Benutzer",

  back: "Zurück zu den Gruppen",
  loadingOne: "Gruppe wird geladen",
  noSuchGroup: "Gruppe nicht gefunden",
  maybeDeleted: "Vielleicht wurde sie gelöscht.",
  created: (name) => `Gruppe ${name} angelegt.`,
  noOtherGroup: "keine",
  partOfHint: "Mitglieder erben die Berechtigungen der übergeordneten Gruppe.",
  whoMayShare: "Wer Modelle für die Gruppe freigeben darf",
  sharing: {
    members: "Mitglieder der Gruppe", everyone: "Alle mit der Berechtigung zum Freigeben", administrators: "Nur Administratoren",
  },

  defaultsText: "Was alle Benutzer dürfen, zusätzlich zu den Berechtigungen ihrer Gruppen. Administratoren dürfen alles.",
  defaultsSaved: "Standardberechtigungen gespeichert.",
  permissions: "Berechtigungen",
  permissionsAddUp: "Berechtigungen addieren sich: Mitglieder haben diese, die Standardberechtigungen und die ihrer anderen Gruppen.",
  onByDefault: (hint) => `${hint} Standardmäßig erlaubt.`,
  othersOn: (count) =>
    count === 1
      ? "1 weitere Berechtigung ist eingeschaltet und bleibt es."
      : `${count} weitere Berechtigungen sind eingeschaltet und bleiben es.`,
  rules: {
    makeModels: { label: "Modelle anlegen", hint: "Eigene Vorlagen auf Basismodellen, die sie benutzen können." },
    importModels: { label: "Modelle importieren", hint: "Aus einer Datei." },
    exportModels: { label: "Modelle exportieren", hint: "In eine Datei." },
    shareModels: { label: "Modelle freigeben", hint: "Für wen, legen Sie darunter fest." },
    shareWithPeople: { label: "Für Personen freigeben", hint: "Erfordert „Modelle freigeben“." },
    shareWithGroups: { label: "Für Gruppen freigeben", hint: "Erfordert „Modelle freigeben“." },
    shareWithEveryone: { label: "Für alle freigeben", hint: "Für alle Benutzer mit einem Konto." },
    makeKeys: { label: "Schlüssel anlegen", hint: "Für Programme, die in ihrem Namen handeln." },
  },

  addPerson: "Person hinzufügen",
  loadingMembers: "Mitglieder werden geladen",
  noMembers: "Noch keine Mitglieder.",
  searchMembers: "Mitglieder suchen",
  isAdded: (name) => `${name} hinzugefügt.`,
  isRemoved: (name) => `${name} entfernt.`,

  deleteQuestion: (name) => `Die Gruppe ${name} löschen?`,
  deleteWhat: (members) => 
    (members === 1
      ? "Das Mitglied behält sein Konto, verliert aber"
      : `Die ${members} Mitglieder behalten ihre Konten, verlieren aber`) +
    " die Berechtigungen der Gruppe und die für sie freigegebenen Modelle. Ihre Untergruppen bleiben, ohne " +
    "übergeordnete Gruppe. Sie können das 24 Stunden lang rückgängig machen.",
  deleted: (name) => `Gruppe ${name} gelöscht.`,
  restored: (name) => `Gruppe ${name} wiederhergestellt.`,
};
