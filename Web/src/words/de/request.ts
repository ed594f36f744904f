import type { Words } from "..";

export const request: Words["request"] = {
  unreachable: "Muster ist nicht zu erreichen. Läuft es noch?",
  body: "Anfrage",
  answered: (status) => `Der Server hat mit ${status} geantwortet.`,
};
