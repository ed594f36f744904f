import type { Strings } from "..";

export const catalogue: Strings["catalogue"] = {
  title: "Katalog",
  whatFor: "Worauf sich Modelle mit einer ID beziehen können: Die Dinge selbst sind in Ihrer Oberfläche, etwa Open WebUI. Wer ein Modell bearbeitet, wählt hier aus.",
  loading: "Der Katalog wird geladen",
  none: "Noch nichts.",
  kinds: { tools: "Werkzeuge", knowledge: "Wissen", filters: "Filterfunktionen", actions: "Aktionen" },
  add: {
    tools: "Werkzeug hinzufügen", knowledge: "Wissen hinzufügen", filters: "Filterfunktion hinzufügen", actions: "Aktion hinzufügen",
  },
  id: "ID",
  idHint: "Wie die Oberfläche sie hat, ohne Leerzeichen.",
  idStays: "Nicht zu ändern.",
  change: "Ändern",
  changeWhat: (name) => `${name} ändern`,
  takeOut: "Herausnehmen",
  takeOutWhat: (name) => `${name} herausnehmen`,
  entered: (name) => `${name} steht im Katalog.`,
  takenOut: (name) => `${name} steht nicht mehr im Katalog. Modelle, die sich darauf beziehen, behalten ihren Verweis.`,
  notTakenOut: (name, why) => `${name} bleibt im Katalog: ${why}`,
  notPutBack: (name, why) => `${name} steht nicht wieder im Katalog: ${why}`,
  idTaken: (name) => `Diese ID gehört zu ${name}. Ändern Sie den Eintrag dort, oder wählen Sie eine andere ID.`,
  undo: "Rückgängig",
};
