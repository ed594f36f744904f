import type { Words } from "..";

export const signIn: Words["signIn"] = {
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
};
