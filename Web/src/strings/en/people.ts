import { counted } from "../counted";

export const people = {
  title: "People",
  addPerson: "Add person",
  search: "Search people",
  order: "Order",
  orders: { newest: "Newest first", name: "By name", seen: "Last seen first" },
  outOfDate: (why: string) => `This list may be out of date. ${why}`,
  loadingAll: "Loading people",
  noMatches: "No matching people",
  noMatchesFor: (text: string) => `Nobody has “${text}” in their name or email.`,
  showAll: "Show all people",
  alsoWaiting: "Also waiting for approval",

  person: "Person",
  role: "Role",
  roles: { admin: "Administrator", user: "User", pending: "Waiting for approval" },
  groups: "Groups",
  lastSeen: "Last seen",
  never: "never",

  approve: "Approve",
  approveWhom: (name: string) => `Approve ${name}`,
  approved: (name: string) => `${name} can use Muster now.`,
  notApproved: (name: string, why: string) => `Can’t approve ${name}: ${why}`,

  addTitle: "Add person",
  passwordHint: "Give it to them; they can change it after signing in.",
  added: (name: string) => `${name} added.`,
  newPassword: "New password",
  staysAsItIs: "unchanged",
  youAreSignedOut: "Saving signs you out everywhere.",
  isSignedOut: (name: string) => `Saving signs ${name} out everywhere.`,

  back: "Back to people",
  loadingOne: "Loading person",
  facts: "Joined {since}, last seen {seen}, in {groups}.",
  factsWithoutGroup: "Joined {since}, last seen {seen}, in no group.",
  keys: "Keys",
  loadingKeys: "Loading keys",
  noKeys: "No keys.",
  sessionsAndAccount: "Sessions and account",

  whatCanUse: (name: string) => `What can ${name} use?`,
  usableModels: (name: string) => `What ${name} can use`,
  loadingCanUse: "Loading the models they can use",
  nothingYet: "Nothing until they are approved.",
  nothingOpen: "No models.",
  off: "off",

  endSessions: "End sessions",
  endQuestion: (name: string) => `End the sessions of ${name}?`,
  endWhat: (name: string, email: string) => `${name} (${email}) will be signed out everywhere and can sign in again. Keys keep working.`,
  ended: (name: string) => `${name} signed out everywhere.`,

  deleteQuestion: (name: string) => `Delete ${name}?`,
  deleteWhat:
    "This deletes the account {email} with its sessions, API keys, group memberships and direct grants. {models} " +
    "You can undo this for 24 hours, unless the person’s data is erased from the audit trail before then.",
  modelsBecomeYours: "Their models become yours.",
  deleted: (name: string) => `${name} deleted.`,
  restored: (name: string) => `${name} restored. They have to sign in again.`,
  ownedUnknown: (why: string) => `Can’t find out which models they own: ${why}`,
  lookingForOwned: "Looking for models they own…",
  passToYou: (count: number) => `${counted(count, "model passes", "models pass")} to you:`,
  amongOthersPass: "These and others pass to you:",
  ownNothing: "They own no models.",

  allAdded: "All matches are already added.",
  andMore: (count: number) => `${count} more: keep typing to narrow the list.`,
};
