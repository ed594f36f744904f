import type { Strings } from "..";

export const groups: Strings["groups"] = {
  title: "Gruppen",
  newGroup: "Neue Gruppe",
  loadingAll: "Die Gruppen werden geladen",
  group: "Gruppe",
  partOf: "Teil von",
  members: "Mitglieder",
  everybody: "Alle",
  everybodyHint: "Was alle auch ohne Gruppe dürfen",
  allUsers: "alle Benutzer",

  back: "Zurück zu den Gruppen",
  loadingOne: "Die Gruppe wird geladen",
  noSuchGroup: "Diese Gruppe gibt es nicht",
  maybeDeleted: "Vielleicht wurde sie inzwischen gelöscht.",
  made: (name) => `Die Gruppe ${name} ist angelegt.`,
  noOtherGroup: "keiner anderen Gruppe",
  partOfHint: "Mitglieder dürfen auch, was die übergeordnete Gruppe darf.",
  whoMayShare: "Wer Modelle für die Gruppe freigeben darf",
  sharing: {
    members: "Mitglieder der Gruppe", everyone: "Alle, die freigeben dürfen", administrators: "Nur Administratoren",
  },

  everybodyText: "Was alle dürfen, ohne in einer Gruppe zu sein. Administratoren dürfen alles.",
  everybodySaved: "Was alle dürfen, ist gespeichert.",
  permissions: "Berechtigungen",
  permissionsAddUp: "Es zählt zusammen, was alle dürfen und was jede der eigenen Gruppen darf.",
  everybodyMay: (hint) => `${hint} Das dürfen alle.`,
  othersOn: (count) =>
    count === 1
      ? "1 weitere Berechtigung ist eingeschaltet und bleibt es."
      : `${count} weitere Berechtigungen sind eingeschaltet und bleiben es.`,
  rules: {
    makeModels: { label: "Modelle anlegen", hint: "Eigene Vorlagen auf Basismodellen, die sie benutzen dürfen." },
    importModels: { label: "Modelle importieren", hint: "Modelle aus einer Datei übernehmen." },
    exportModels: { label: "Modelle exportieren", hint: "Modelle als Datei mitnehmen." },
    shareModels: { label: "Modelle freigeben", hint: "Für wen, sagen die nächsten beiden." },
    shareWithPeople: { label: "Für Personen freigeben", hint: "Braucht auch „Modelle freigeben“." },
    shareWithGroups: { label: "Für Gruppen freigeben", hint: "Braucht auch „Modelle freigeben“." },
    shareWithEveryone: { label: "Für alle freigeben", hint: "Ein Modell für alle öffnen, die ein Konto haben." },
    makeKeys: { label: "Schlüssel anlegen", hint: "Für Programme, die in ihrem Namen handeln." },
  },

  addPerson: "Person hinzufügen",
  loadingMembers: "Die Mitglieder werden geladen",
  nobodyYet: "Noch ist niemand darin.",
  searchMembers: "Mitglieder suchen",
  isMember: (name) => `${name} ist jetzt Mitglied.`,
  isNoMember: (name) => `${name} ist kein Mitglied mehr.`,

  deleteQuestion: (name) => `Die Gruppe ${name} löschen?`,
  deleteWhat: (members) =>
    (members === 1
      ? "Das Mitglied behält sein Konto, verliert"
      : `Die ${members} Mitglieder behalten ihre Konten, verlieren`) +
    " aber, was nur durch die Gruppe erlaubt war: deren Berechtigungen und die für sie freigegebenen Modelle. " +
    "Gruppen, die ein Teil von ihr sind, bleiben bestehen und gehören dann zu keiner anderen. " +
    "Sie können das 24 Stunden lang rückgängig machen.",
  deleted: (name) => `Die Gruppe ${name} ist gelöscht.`,
  restored: (name) => `Die Gruppe ${name} ist wiederhergestellt.`,
};
