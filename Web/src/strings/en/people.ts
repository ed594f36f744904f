import { counted } from "../counted";

export const people = {
  title: "People",
  addPerson: "Add person",
  search: "Search people",
  order: "Order",
  orders: { newest: "Newest first", name: "By name", seen: "Last seen first" },
  outOfDate: (why: string) => `This list may be out of date. ${why}`,
  loadingAll: "Loading the people",
  nobodyFits: "Nobody fits",
  nobodyHas: (text: string) => `Nobody has “${text}” in name or e-mail.`,
  showEverybody: "Show everybody",
  alsoWaiting: "Also waiting for approval",

  person: "Person",
  role: "Role",
  roles: { admin: "Administrator", user: "User", pending: "Waiting for approval" },
  groups: "Groups",
  lastSeen: "Last seen",
  never: "never",

  approve: "Approve",
  approveWhom: (name: string) => `Approve ${name}`,
  approved: (name: string) => `${name} may use Muster now.`,
  stillWaits: (name: string, why: string) => `${name} still waits: ${why}`,

  addTitle: "Add a person",
  passwordHint: "To be handed over; they can change it after signing in.",
  added: (name: string) => `${name} is added.`,
  newPassword: "New password",
  staysAsItIs: "stays as it is",
  youAreSignedOut: "You are signed out everywhere when this is saved.",
  isSignedOut: (name: string) => `${name} is signed out everywhere when this is saved.`,

  back: "Back to the people",
  loadingOne: "Loading the person",
  facts: "Here since {since}, last seen {seen}, in {groups}.",
  factsWithoutGroup: "Here since {since}, last seen {seen}, in no group.",
  keys: "Keys",
  loadingKeys: "Loading the keys",
  noKeys: "No keys.",
  sessionsAndAccount: "Sessions and account",

  whatCanUse: (name: string) => `What can ${name} use?`,
  canUse: (name: string) => `What ${name} can use`,
  loadingCanUse: "Loading what they can use",
  nothingYet: "Nothing, until they are approved.",
  nothingOpen: "No model is open to them.",
  off: "off",

  endSessions: "End sessions",
  endQuestion: (name: string) => `End the sessions of ${name}?`,
  endWhat: (name: string, email: string) =>
    `${name} (${email}) is signed out everywhere and can sign in again. Keys stay good.`,
  ended: (name: string) => `${name} is signed out everywhere.`,

  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteWhat:
    "This deletes the account {email} with its sessions, API keys, group memberships and direct grants. {models} " +
    "You can undo this for 24 hours, unless the person’s data is erased from the audit trail before.",
  modelsBecomeYours: "Their models become yours.",
  deleted: (name: string) => `${name} is deleted.`,
  restored: (name: string) => `${name} is restored. They have to sign in again.`,
  ownedUnknown: (why: string) => `What they own could not be found out: ${why}`,
  lookingForOwned: "Looking for what they own…",
  passToYou: (count: number) => `${counted(count, "model passes", "models pass")} to you:`,
  amongOthersPass: "Among others these pass to you:",
  ownNothing: "They own no model.",

  isInAlready: "Who fits is in already.",
  andMore: (count: number) => `And ${count} more: type on.`,
};
