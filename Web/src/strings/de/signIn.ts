import type { Strings } from "..";

export const signIn: Strings["signIn"] = {
  setUp: "Muster einrichten",
  createAccount: "Konto anlegen",
  signIn: "Anmelden",
  signUp: "Registrieren",
  firstAccount: "Dies ist das erste Konto; deshalb wird es zum Administratorkonto.",
  hasAccount: "Sie haben ein Konto?",
  hasNoAccount: "Noch kein Konto?",
  signInInstead: "Zur Anmeldung",
  createOne: "Konto anlegen",
  waiting: "Noch nicht freigeschaltet",
  waitingWhy:
    "Ihr Konto {email} gibt es schon, aber ein Administrator muss es freischalten, bevor Sie Modelle benutzen " +
    "können. Sagen Sie Bescheid, dass Sie warten.",
  notYet: "Noch immer nicht freigeschaltet.",
  checkAgain: "Erneut prüfen",
  again: {
    title: "Ihre Sitzung ist beendet",
    why: "Melden Sie sich erneut an, um fortzufahren. Alles auf dieser Seite bleibt, wie es ist.",
    whyOther: (name) =>
      `${name} hat sich in einem anderen Tab dieses Browsers angemeldet. Melden Sie sich erneut an, um hier fortzufahren.`,
    leave: "Zur Anmeldeseite",
    continueAs: (name) => `Weiter als ${name}`,
  },
};
