export const request = {
  unreachable: "Can’t reach Muster. Is it running?",
  /** The whole request body is wrong. */
  body: "body",
  answered: (status: string) => `The server answered ${status}.`,
};
