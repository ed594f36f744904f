export const keys = {
  title: "My keys",
  newKey: "New key",
  use: "Programs send a key instead of your password, as {header}.",
  useWithoutPermission:
    "Programs send a key instead of your password, as {header}. You have no permission to create keys; ask an " +
    "administrator.",
  loading: "Loading keys",
  none: "No keys yet",
  noneHint: "Create one for each program, so that you can revoke each separately.",

  keysOf: (owner: string) => `Keys of ${owner}`,
  key: "Key",
  created: "Created",
  lastUsed: "Last used",
  expires: "Expires",
  never: "never",
  expired: (date: string) => `expired ${date}`,
  readOnlyBadge: "read-only",
  actsForUsers: "acts on behalf of users",
  actsForUsersAndCreates: "acts on behalf of users, creates users",
  onlyModels: (models: string) => `only ${models}`,

  nameHint: "What the key is for.",
  lifetimes: { "7": "in a week", "30": "in 30 days", "90": "in 90 days", "365": "in a year", never: "never" },
  onlyForModels: "Only for these models",
  onlyForModelsHint: "Model IDs; * matches any characters: org/*. Empty: all models you can use.",
  readOnly: "Read-only",
  readOnlyHint: "Can list and use models, but change nothing.",
  trusted: "Acts on behalf of users",
  trustedHint:
    "For a chat front end: it names the user in each request, and that user’s permissions apply. Don’t share this key.",
  createsUsers: "Creates users",
  createsUsersHint: "Users that Muster doesn’t know yet get an account.",

  yourNewKey: (name: string) => `Your new key “${name}”`,
  haveCopied: "I have copied it",
  closeUncopied: "Close without copying the key?",
  closeUncopiedWhy: "The key can’t be shown again. Without a copy you have to revoke it and create a new one.",
  goBack: "Go back",
  closeAnyway: "Close anyway",
  copyNow: "Copy it now: it won’t be shown again.",
  copyNowWhy: "{now} Anyone who has it can act in your name, so treat it like a password.",

  revoke: "Revoke",
  revokeWhat: (name: string) => `Revoke ${name}`,
  revokeQuestion: (name: string) => `Revoke the key “${name}”?`,
  revokeConsequence:
    "Programs that use the key {hint} are refused from now on. This can’t be undone; you can only create a new key.",
  revokeConsequenceOf:
    "Programs that use the key {hint} of {owner} are refused from now on. This can’t be undone; only a new key can " +
    "replace it.",
  revoked: (name: string) => `Key “${name}” revoked.`,
};
