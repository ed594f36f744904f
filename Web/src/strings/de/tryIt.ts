import type { Strings } from "..";

export const tryIt: Strings["tryIt"] = {
  conversation: "Gespräch",
  you: "Sie",
  message: "Nachricht",
  placeholder: "Fragen Sie etwas …",
  send: "Senden",
  stop: "Stoppen",
  again: "Neuer Chat",
  hint: "Anfragen gehen wie die Ihrer Programme durch das Gateway. Das Gespräch bleibt in diesem Browser-Tab, bis Sie einen neuen Chat beginnen oder sich abmelden.",
  isOff: "Dieses Modell ist ausgeschaltet: Anfragen werden abgelehnt.",
  waiting: "Warten auf die Antwort …",
  thinking: "Denkt nach …",
  stopped: "Gestoppt.",
  speed: (tokens, perSecond) => `${tokens} Token, ${perSecond} Token/s`,
};
