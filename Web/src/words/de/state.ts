import type { Words } from "..";

export const state: Words["state"] = {
  session: {
    passwordChanged: "Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.",
    mayBeApproved: "Ihr Konto wurde geändert; vielleicht ist es jetzt freigeschaltet. Melden Sie sich erneut an.",
    ended: "Ihre Sitzung ist beendet. Melden Sie sich erneut an.",
  },
  models: {
    on: (name) => `${name} ist eingeschaltet.`,
    off: (name) => `${name} ist ausgeschaltet: keine neuen Anfragen.`,
    offNotStored: (name) =>
      `${name} ist ausgeschaltet, aber das konnte nicht gespeichert werden: Nach einem Neustart wäre es wieder eingeschaltet.`,
    staysOff: (name, why) => `${name} bleibt ausgeschaltet: ${why}`,
    staysOn: (name, why) => `${name} bleibt eingeschaltet: ${why}`,
    deleted: (name) => `${name} ist gelöscht.`,
    undo: "Rückgängig",
    back: (name) => `${name} ist wieder da.`,
    staysDeleted: (name, why) => `${name} bleibt gelöscht: ${why}`,
  },
};
