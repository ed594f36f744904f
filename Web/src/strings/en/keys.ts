export const keys = {
  title: "My keys",
  newKey: "New key",
  use: "Programs use a key in place of your password, as {header}.",
  useWithoutPermission:
    "Programs use a key in place of your password, as {header}. You have no permission to make keys; an " +
    "administrator can give it to you.",
  loading: "Loading your keys",
  none: "No keys yet",
  noneHint: "Make one for each program, so that each can be revoked by itself.",

  keysOf: (owner: string) => `Keys of ${owner}`,
  key: "Key",
  made: "Made",
  lastUsed: "Last used",
  expires: "Expires",
  never: "never",
  expired: (date: string) => `expired ${date}`,
  readOnlyBadge: "read-only",
  speaksForOthers: "speaks for others",
  speaksAndCreates: "speaks for others, creates users",
  onlyModels: (models: string) => `only ${models}`,

  nameHint: "What it is for, so that you know it again.",
  lifetimes: { "7": "in a week", "30": "in 30 days", "90": "in 90 days", "365": "in a year", never: "never" },
  onlyForModels: "Only for these models",
  onlyForModelsHint: "Model IDs; * stands for any characters: org/*. Empty: all that you may use.",
  readOnly: "Read-only",
  readOnlyHint: "It can list and use models, and change nothing.",
  trusted: "Trusted to speak for others",
  trustedHint:
    "For a chat front end: it names the person in each request, and that person's rights count. Give it to nobody else.",
  createsUsers: "Creates users",
  createsUsersHint: "People whom it names and Muster does not know get an account.",

  yourNewKey: (name: string) => `Your new key “${name}”`,
  haveCopied: "I have copied it",
  closeUncopied: "Close without copying the key?",
  closeUncopiedWhy: "The key can't be shown again. Without a copy you have to revoke it and create a new one.",
  goBack: "Go back",
  closeAnyway: "Close anyway",
  copyNow: "Copy it now: it is not shown again.",
  copyNowWhy:
    "{now} Muster keeps no copy that could be read. Whoever has it acts in your name, so treat it like a password.",

  revoke: "Revoke",
  revokeWhat: (name: string) => `Revoke ${name}`,
  revokeQuestion: (name: string) => `Revoke the key “${name}”?`,
  revokeConsequence:
    "Whatever uses the key {hint} is refused from now on. It cannot be brought back, only replaced by a new key.",
  revokeConsequenceOf:
    "Whatever uses the key {hint} of {owner} is refused from now on. It cannot be brought back, only replaced by a " +
    "new key.",
  revoked: (name: string) => `The key “${name}” is revoked.`,
};
