import type { Strings } from "..";

export const signIn: Strings["signIn"] = {
  setUp: "Muster einrichten",
  createAccount: "Konto anlegen",
  signIn: "Anmelden",
  signUp: "Registrieren",
  firstAccount: "Dies ist das erste Konto; deshalb wird es zum Administratorkonto.",
  hasAccount: "Haben Sie schon ein Konto?",
  hasNoAccount: "Noch kein Konto?",
  signInInstead: "Zur Anmeldung",
  createOne: "Konto anlegen",
  waiting: "Wartet auf Freischaltung",
  waitingWhy: "Ein Administrator muss Ihr Konto {email} freischalten, bevor Sie Modelle benutzen können.",
  notYet: "Noch nicht freigeschaltet.",
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
