export const signIn = {
  setUp: "Set up Muster",
  createAccount: "Create an account",
  signIn: "Sign in",
  signUp: "Sign up",
  firstAccount: "You are the first here, so this account becomes the administrator.",
  hasAccount: "You have an account?",
  hasNoAccount: "No account yet?",
  signInInstead: "Sign in instead",
  createOne: "Create one",
  waiting: "Waiting for approval",
  waitingWhy:
    "Your account {email} exists, but an administrator has to approve it before you can use any model. " +
    "Tell one that you are waiting.",
  notYet: "Not approved yet.",
  checkAgain: "Check again",
  again: {
    title: "Your session has ended",
    why: "Sign in again to continue. Everything on this page stays as it is.",
    whyOther: (name: string) => `${name} signed in in another tab of this browser. Sign in again to continue here.`,
    leave: "Go to the sign-in page",
    continueAs: (name: string) => `Continue as ${name}`,
  },
};
