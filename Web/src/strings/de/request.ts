import type { Strings } from "..";

export const request: Strings["request"] = {
  unreachable: "Muster ist nicht zu erreichen. Läuft es noch?",
  body: "Anfrage",
  answered: (status) => `Der Server hat mit ${status} geantwortet.`,
};
