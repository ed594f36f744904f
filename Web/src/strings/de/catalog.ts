import type { Strings } from "..";

export const catalog: Strings["catalog"] = {
  title: "Katalog",
  about: "Werkzeuge, Wissen, Filter und Aktionen, auf die sich Modelle per ID beziehen können. Gespeichert sind sie in Ihrer Chat-Oberfläche, etwa Open WebUI; beim Bearbeiten eines Modells können Sie die hier aufgeführten auswählen.",
  loading: "Katalog wird geladen",
  none: "Noch keine.",
  kinds: { tools: "Werkzeuge", knowledge: "Wissen", filters: "Filter", actions: "Aktionen" },
  add: {
    tools: "Werkzeug hinzufügen", knowledge: "Wissen hinzufügen", filters: "Filter hinzufügen", actions: "Aktion hinzufügen",
  },
  id: "ID",
  idHint: "Wie in der Chat-Oberfläche, ohne Leerzeichen.",
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
