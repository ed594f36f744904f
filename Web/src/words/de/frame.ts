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
    newModel: "Neues Modell", editModel: "Modell bearbeiten", person: "Person",
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
  shortcuts: {
    title: "Tastatur",
    close: "Schließen",
    groups: { everywhere: "Auf jeder Seite", models: "In der Liste der Modelle", layers: "In Menüs und Dialogen" },
    keys: {
      search: "Suchen", create: "Neues Modell", up: "Die Zeile darüber", down: "Die Zeile darunter",
      toggle: "Ein- oder ausschalten", open: "Öffnen", edit: "Bearbeiten", select: "Auswählen",
      palette: "Zu jedem Modell, jeder Seite, jeder Aktion", message: "Zur neuesten Meldung, etwa um rückgängig zu machen",
      help: "Diese Liste", next: "Der nächste oder vorige Eintrag", close: "Schließen und zurück",
    },
    space: "Leertaste",
  },
  palette: {
    title: "Gehe zu",
    label: "Modell, Seite oder Aktion",
    none: "Nichts dieses Namens",
    searching: "Es wird gesucht …",
    found: (count) => (count === 1 ? "1 Eintrag" : `${count} Einträge`),
    groups: { pages: "Seiten", acts: "Aktionen", models: "Modelle", modelActs: "Aktionen an Modellen" },
    switchOn: (name) => `${name} einschalten`,
    switchOff: (name) => `${name} ausschalten`,
  },
};
