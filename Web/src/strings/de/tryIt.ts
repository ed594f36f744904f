import type { Strings } from "..";

export const tryIt: Strings["tryIt"] = {
  conversation: "Gespräch",
  you: "Sie",
  message: "Nachricht",
  placeholder: "Fragen Sie etwas …",
  send: "Senden",
  stop: "Anhalten",
  again: "Neuer Chat",
  hint: "Anfragen gehen wie die Ihrer Programme durch das Gateway. Das Gespräch bleibt in diesem Browser-Tab, bis Sie einen neuen Chat beginnen oder sich abmelden.",
  isOff: "Dieses Modell ist ausgeschaltet: Anfragen werden abgewiesen.",
  waiting: "Es wird auf das erste Wort gewartet …",
  thinking: "Denkt nach …",
  stopped: "Angehalten.",
  speed: (tokens, perSecond) => `${tokens} Token, ${perSecond} Token/s`,
};
