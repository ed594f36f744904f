import { auditActions } from "./auditActions";

const count = (number: number, one: string, many: string) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
const entries = (number: number) => count(number, "entry", "entries");

export const audit = {
  loading: "Loading the trail",
  caption: "Audit trail",
  columns: { time: "Time", who: "Who", what: "What", thing: "Target", outcome: "Outcome", details: "Details" },
  total: (number: number) => number.toLocaleString("en"),
  moreThan: (number: number) => `more than ${number.toLocaleString("en")}`,
  showMore: "Show older entries",
  isLoadingMore: "Loading…",
  outOfDate: (why: string) => `This list may be out of date. ${why}`,
  nothing: "Nothing happened yet",
  nothingWhy: "Every change, every refused attempt and every load of a model will be listed here.",
  nothingFits: "No entry fits",
  nothingFitsWhy: "Other words, another time or fewer filters may help.",
  showAll: "Show all entries",
  live: "Live",
  arrived: (number: number) => (number === 0 ? "" : `${entries(number)} arrived`),
  liveBroken: (why: string) => `New entries cannot be fetched at the moment: ${why} Trying again…`,
  someone: "someone",
  details: (what: string, thing: string, time: string) => `Details: ${what}, ${thing}, ${time}`,
  filters: {
    search: "Search the trail",
    hint: "Whole words; begin* finds what begins so.",
    person: "Person", anybody: "Anybody", personIs: (name: string) => `Person: ${name}`, whose: "Whose entries?",
    searchPeople: "Search people", nobodyFits: (text: string) => `Nobody has “${text}” in name or e-mail.`,
    itself: "Muster itself", cancel: "Cancel",
    action: "Action", anyAction: "Any action",
    kind: "Target type", anyKind: "Any type",
    outcome: "Outcome", anyOutcome: "Any outcome",
    from: "From", to: "To", thing: (name: string) => `Only about ${name}`, dropThing: "Show other targets too",
    clear: "Clear filters",
  },
  outcomes: { ok: "done", denied: "refused", failed: "failed" },
  kinds: {
    model: "Model", residency: "Memory of", account: "Person", session: "Session", key: "Key", group: "Group",
    permissions: "Permissions", catalog: "Catalogue", backup: "Backup", audit: "Audit trail", openwebui: "Open WebUI", route: "Address",
  },
  areas: {
    model: "Models", residency: "Memory", account: "People", session: "Sign-ins", key: "Keys", group: "Groups",
    permissions: "Permissions", catalog: "Catalogue", openwebui: "Open WebUI", backup: "Backups", access: "Access", audit: "Audit trail",
  },
  actions: auditActions,
  noFilter: "none",
  yes: "yes",
  no: "no",
  member: (name: string) => `Member: ${name}`,
  isMember: "member",
  groupNamed: (name: string) => `group ${name}`,
  /** Fields of people, groups, keys and weights; those of models are the editor’s. */
  fields: {
    name: "Name", email: "E-mail", role: "Role", profile_image_url: "Picture", description: "Description", data: "Sharing",
    parent_group_id: "Parent group", permissions: "Permissions", state: "State", pinned: "Pinned", models: "Models", read_only: "Read-only",
    trusted: "Acts on behalf of users", creates_users: "Creates users", expires_at: "Expires", is_active: "Active",
    access_grants: "Access", "params.system": "System prompt", "params.max_tokens": "Max tokens", share: "Who may share", config: "Settings",
    "file.bytes": "File size", "file.changed_at": "File of", principal_id: "Grantee", principal_type: "Type", permission: "Permission",
  } as Record<string, string>,
  /** In the order in which they are shown. */
  metadata: {
    reason: "Reason", cause: "Cause", advice: "Advice", code: "Error code", owner: "Owner", models_passed_to: "Models passed to", removed_user: "Removed person", removed_group: "Removed group",
    revision_before: "Revision before", revision_after: "Revision after", rolled_back_to: "Rolled back to revision", revisions: "Revisions",
    restored_version: "Restored version", version_id: "Version", grants_of_those_who_are_gone: "Grants left out",
    load_milliseconds: "Load time", bytes: "Memory", expected_bytes: "Memory expected", freed_bytes: "Memory freed",
    older_in_memory: "Older file in memory", running_requests: "Requests it was answering", running_requests_total: "How many requests it was answering",
    members: "Members", keys: "API keys", groups: "Groups", sessions_ended: "Sessions ended", password_changed: "Password changed",
    password_rehashed: "Password hash renewed", password_taken_over: "Password imported", session_id: "Session",
    looks: "Further looks", query: "Filters", queries: "Filters", entries: "Entries", format: "Format", size: "Entries in the log",
    removed: "Entries removed", older_than_seconds: "Older than", schema: "Schema", rows: "Rows", old_key: "Old key", signature: "Signature",
    spoken_by: "On behalf, by", authentication: "Authenticated by", key_name: "API key", key_id: "API key ID", address: "Address",
    request_id: "Request ID", software_version: "Muster version",
  } as Record<string, string>,
  entry: {
    loading: "Loading the entry", close: "Close", description: "In words",
    before: "Before", after: "After", field: "Field", changes: "What changed", noChanges: "No field was changed.",
    facts: "Details", time: "Time", who: "Who", thing: "Target", index: "Position in the log", notYet: "not yet",
    methods: { password: "password", session: "session", api_key: "key", none: "nothing", system: "Muster itself" },
    proven: "As it is proven", provenWhy: "Names and addresses stand in it as salted hashes, so that they can be erased.",
    line: "Line in the log", hash: "Hash of the line",
    allBy: (name: string) => `All by ${name}`, allAbout: (name: string) => `All about ${name}`, history: "History",
  },
  export: {
    label: "Export", noSearch: "Filters apply, the search by words does not.",
    upTo: (size: number) => `The whole trail: its first ${entries(size)}`,
    table: "Table (CSV)", filteredTable: "Table of these (CSV)", lines: "Entries (JSONL)", filteredLines: "These entries (JSONL)",
    names: "Names with their salts", leaves: "Leaf hashes", checkpoint: "Checkpoint", key: "Key",
  },
  verify: {
    button: "Verify", one: "Check this entry", checking: "Checking…",
    notFinished: (why: string) => `The check could not be finished: ${why} This says nothing about the trail.`,
    insecure:
      "Nothing was checked: this browser does its cryptography only on pages that came by https, or from this very machine. Open Muster by https and try again.",
    good: "Verified: no problems found.",
    goodEntry: "This entry is in the log, exactly as it is shown.",
    notYet: "Not settled yet.",
    alarm: "Something contradicts itself. Do not trust this trail until you know why.",
    alarmKept: "What this browser had seen before is kept, to hold later checks against it.",
    limits: "What this does not prove",
    limitsFirst:
      "Only with a second visit can this browser notice a history that was written anew. Publish checkpoints to another machine, or have somebody else fetch one now and then.",
    limitsOlder: "What happened before this browser's first check could have been rewritten before it. Only a checkpoint from elsewhere says more.",
    limitsPage: "This page itself came from the same server. Who wants to rely on nothing from it checks an export with muster audit verify on another machine.",
    limitsNames: "Names and addresses are not part of the proof here, nor that what was recorded is true.",
    limitsCount: (number: number) => `Of the list, at most the first ${entries(number)} are looked up, one by one. Each look leaves an entry itself.`,
    beginAnew: "Begin anew from here", beginAnewTitle: "Forget the checkpoint that this browser has seen?",
    beginAnewWhy:
      "It is what proves the contradiction. Copy it first, and go on only if you know the reason, such as a backup that was restored.",
    seen: "Checkpoint that was seen before", seenKey: "Key that was seen before", forget: "Forget the checkpoint",
    findings: {
      signed: (size: number) => `The newest checkpoint, over ${entries(size)}, is signed with the log's key.`,
      signatureNotChecked:
        "The signature was not checked: this browser does not know Ed25519. So the checkpoint may come from anybody between you and Muster; a newer browser can tell.",
      keyUnreadable: "What the server gives as its key is none.",
      checkpointUnreadable: "What the server gives as its newest checkpoint is none.",
      signatureWrong: "The newest checkpoint is not signed with the key that the server gives: one of the two is forged.",
      firstVisit: (size: number) =>
        `This browser checks the trail for the first time, so there is nothing to compare with yet. It keeps the checkpoint over ${entries(size)} for the next time.`,
      seenUnreadable: "What this browser had kept from the last check cannot be read.",
      unchanged: (size: number) =>
        `Nothing that this browser had seen before was changed, removed or put in between. Nothing was added since: there are ${entries(size)}.`,
      grown: (from: number, to: number) =>
        `Nothing that this browser had seen before was changed, removed or put in between: ${entries(to - from)} came after the ${entries(from)} of the last check.`,
      otherLog: (seen: string, now: string) =>
        `This is another log: this browser had seen ${seen}, and the server shows ${now}.`,
      shorter: (seen: number, now: number) =>
        `The log has shrunk: this browser had seen ${entries(seen)}, and the newest checkpoint has ${entries(now)}.`,
      rewritten: (seen: number, now: number) =>
        `The first ${entries(seen)} are not what this browser had seen: the newest checkpoint, over ${entries(now)}, contradicts the one kept here.`,
      keyExchanged: "The log's key has changed since the last check; the old key has signed the new one.",
      keyExchangeNotChecked:
        "The log's key has changed since the last check. Whether the old key has signed the new one was not checked: this browser does not know Ed25519.",
      keyReplaced:
        "The log's key has changed since the last check, and the old key does not vouch for the new one. That happens when the key was lost, and when somebody else signs.",
      included: (number: number) =>
        `${entries(number)} ${number === 1 ? "was" : "were"} looked up, and ${number === 1 ? "is" : "are"} in the log under this checkpoint, exactly as shown.`,
      tooNew: (number: number) =>
        `${entries(number)} ${number === 1 ? "is" : "are"} so new that no checkpoint covers ${number === 1 ? "it" : "them"} yet. Check again in a few seconds.`,
      tooLate: (id: string) => `Entry ${id} is older than a minute, and still no checkpoint covers it.`,
      notIncluded: (id: string) => `Entry ${id} is shown, but the checkpoint contradicts that it is in the log at that place.`,
      lineMissing: (id: string) => `Entry ${id} is shown, but the server does not give the line that it stands on.`,
      shownOtherwise: (id: string, field: string) => `Entry ${id} is shown otherwise than it stands in the log: the field ${field} differs.`,
      notKept: "This browser may not keep anything, so the next check has nothing to compare with either.",
    },
  },
};
