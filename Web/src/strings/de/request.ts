import type { Strings } from "..";

export const request: Strings["request"] = {
  unreachable: "Muster ist nicht erreichbar. Läuft es?",
  body: "Anfrage",
  answered: (status) => `Der Server hat mit ${status} geantwortet.`,
};
