export const tryIt = {
  conversation: "Conversation",
  you: "You",
  message: "Message",
  placeholder: "Ask something…",
  send: "Send",
  stop: "Stop",
  again: "Start anew",
  hint: "Everything goes through the gateway, as your clients' requests do. Nothing is stored: the conversation is gone when you leave.",
  isOff: "This model is off: requests are refused.",
  waiting: "Waiting for the first word…",
  stopped: "Stopped.",
  speed: (tokens: string, perSecond: string) => `${tokens} tokens, ${perSecond} a second`,
};
