export const request = {
  unreachable: "Muster cannot be reached. Is it still running?",
  /** What is wrong is the whole of what was sent. */
  body: "body",
  answered: (status: string) => `The server answered ${status}.`,
};
