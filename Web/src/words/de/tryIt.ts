import type { Words } from "..";

export const tryIt: Words["tryIt"] = {
  conversation: "Gespräch",
  you: "Sie",
  message: "Nachricht",
  placeholder: "Fragen Sie etwas …",
  send: "Senden",
  stop: "Anhalten",
  again: "Neu beginnen",
  hint: "Alles geht durch das Gateway wie die Anfragen Ihrer Programme. Nichts wird gespeichert: Das Gespräch ist weg, wenn Sie die Seite verlassen.",
  isOff: "Dieses Modell ist aus: Anfragen werden abgewiesen.",
  waiting: "Es wird auf das erste Wort gewartet …",
  thinking: "Denkt nach …",
  stopped: "Angehalten.",
  speed: (tokens, perSecond) => `${tokens} Token, ${perSecond} je Sekunde`,
};
