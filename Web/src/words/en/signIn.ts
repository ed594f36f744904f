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
};
