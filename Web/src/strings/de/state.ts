import type { Strings } from "..";

export const state: Strings["state"] = {
  session: {
    passwordChanged: "Passwort geändert. Melden Sie sich mit dem neuen an.",
    mayBeApproved: "Ihr Konto wurde geändert; vielleicht ist es jetzt freigeschaltet. Melden Sie sich erneut an.",
    ended: "Ihre Sitzung ist beendet. Melden Sie sich erneut an.",
  },
  models: {
    on: (name) => `${name} ist eingeschaltet.`,
    loading: (name) => `${name} ist eingeschaltet und wird geladen …`,
    waiting: (name) => `${name} ist eingeschaltet. Zurzeit ist kein Speicher frei; bei der nächsten Anfrage wird Platz gemacht.`,
    ready: (name) => `${name} ist bereit.`,
    notLoaded: (name, why) => `${name} ist eingeschaltet, aber nicht geladen: ${why}`,
    off: (name) => `${name} ist ausgeschaltet: keine neuen Anfragen.`,
    offNotStored: (name) => `${name} ist ausgeschaltet, aber das konnte nicht gespeichert werden: Nach einem Neustart ist es wieder eingeschaltet.`,
    notSwitchedOn: (name, why) => `${name} kann nicht eingeschaltet werden: ${why}`,
    notSwitchedOff: (name, why) => `${name} kann nicht ausgeschaltet werden: ${why}`,
    deleted: (name) => `${name} gelöscht.`,
    restored: (name) => `${name} wiederhergestellt.`,
  },
};
