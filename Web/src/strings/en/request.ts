export const request = {
  unreachable: "Can’t reach Muster. Is it running?",
  /** What is wrong is the whole of what was sent. */
  body: "body",
  answered: (status: string) => `The server answered ${status}.`,
};
