import type { Words } from "..";

export const frame: Words["frame"] = {
  skipToContent: "Zum Inhalt springen",
  home: "Muster, Startseite",
  main: "Hauptmenü",
  pages: {
    models: "Modelle", memory: "Speicher", audit: "Protokoll", bin: "Papierkorb", people: "Personen",
    settings: "Einstellungen",
  },
  titles: {
    newModel: "Neues Modell", editModel: "Modell bearbeiten", model: "Modell", person: "Person",
    groups: "Gruppen", newGroup: "Neue Gruppe", group: "Gruppe", everybody: "Alle", keys: "Meine Schlüssel",
    notFound: "Nicht gefunden",
  },
  subNavigation: { peopleAndGroups: "Personen und Gruppen" },
  account: "Konto",
  changePassword: "Passwort ändern",
  signOut: "Abmelden",
  stillSignedIn: (why) => `Sie sind noch angemeldet: ${why}`,
  theme: "Farben",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  connectionLost:
    "Die Verbindung zu Muster ist unterbrochen. Was Sie sehen, ist vielleicht veraltet. Es wird weiter versucht …",
  onlyForAdministrators: "Nur für Administratoren",
  nothingHere: "Hier ist nichts",
  goToModels: "Zu den Modellen",
  pageBroken: "Diese Seite lässt sich nicht anzeigen",
  pageBrokenWhy: "Vielleicht wurde Muster inzwischen aktualisiert. Meist hilft es, die Seite neu zu laden.",
  reload: "Neu laden",
};
