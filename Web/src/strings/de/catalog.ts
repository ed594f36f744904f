import type { Strings } from "..";

export const catalog: Strings["catalog"] = {
  title: "Katalog",
  about: "Werkzeuge, Wissen, Filter und Aktionen, auf die sich Modelle per ID beziehen können. Sie liegen in Ihrer Oberfläche, etwa Open WebUI; beim Bearbeiten eines Modells stehen die hier aufgeführten zur Wahl.",
  loading: "Katalog wird geladen",
  none: "Noch keine.",
  kinds: { tools: "Werkzeuge", knowledge: "Wissen", filters: "Filterfunktionen", actions: "Aktionen" },
  add: {
    tools: "Werkzeug hinzufügen", knowledge: "Wissen hinzufügen", filters: "Filterfunktion hinzufügen", actions: "Aktion hinzufügen",
  },
  id: "ID",
  idHint: "Wie in der Oberfläche, ohne Leerzeichen.",
  idStays: "Kann nicht geändert werden.",
  edit: "Bearbeiten",
  editWhat: (name) => `${name} bearbeiten`,
  remove: "Entfernen",
  removeWhat: (name) => `${name} entfernen`,
  saved: (name) => `${name} gespeichert.`,
  removed: (name) => `${name} aus dem Katalog entfernt. Modelle, die sich darauf beziehen, behalten ihren Verweis.`,
  notRemoved: (name, why) => `${name} kann nicht entfernt werden: ${why}`,
  notRestored: (name, why) => `${name} kann nicht wiederhergestellt werden: ${why}`,
  idTaken: (name) => `Diese ID gehört zu ${name}. Bearbeiten Sie diesen Eintrag, oder wählen Sie eine andere ID.`,
  undo: "Rückgängig",
};
