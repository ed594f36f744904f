extension AuditAction {
  /// The event catalogue: one line for each action, from which docs/audit.md is made.
  var catalogued: (occasion: String, changes: String?) {
    let fields = "the fields that differ: `params` and `meta` member by member, `access_grants`, `is_active`, …"
    let account = "`name`, `email`, `role`, `profile_image_url`"
    let file = "`file.bytes`, `file.changed_at` (seconds since 1970)"
    let group = "`name`, `description`, `parent_group_id`, `permissions`, `data`"
    return switch self {
    case .modelCreate: ("A model or preset is made", "its fields, before `null`")
    case .modelUpdate: ("A model is edited, by itself or among many", fields)
    case .modelShare: ("Who may use or change a model is changed", "`access_grants`")
    case .modelActivate: ("A model is switched on", "`is_active`")
    case .modelDeactivate: ("A model is switched off", "`is_active`")
    case .modelToggle: ("A switch with no direction is refused; those that happen are `activate` or `deactivate`", nil)
    case .modelDelete: ("A model goes to the bin", "its fields, after `null`")
    case .modelDeleteAll: ("Deleting all models is refused; what happens is one `model.delete` each", nil)
    case .modelRestore: ("A model comes back out of the bin", "its fields, before `null`")
    case .modelPurge: ("A deleted model is removed for good, by hand or by `bin_retention`", nil)
    case .modelRollBack: ("A model gets the contents of an earlier revision", fields)
    case .modelUndo: ("What an act did to a model is taken back", fields)
    case .modelPassOn: ("A model gets another owner, because its owner is removed", "`user_id`")
    case .modelImport: ("A model is taken over from Open WebUI, or an import is refused", fields)
    case .modelSync: ("A sync is refused; what it does is one entry for each model", nil)
    case .modelUse: ("Using a model is refused (once a minute for each person and model, at a bounded rate)", nil)

    case .residencyLoad: ("Somebody loads a model by hand", nil)
    case .residencyUnload: ("Somebody unloads a model by hand", nil)
    case .residencyPin: ("A model is to stay in memory although nobody uses it, or no longer", "`kept`")
    case .residencyLoading: ("A runtime begins to load a model", "`state`")
    case .residencyLoaded: ("A model is in memory and answers", "`state`")
    case .residencyDraining: ("A model takes no more requests and finishes its answers", "`state`")
    case .residencyUnloading: ("A model's process is told to end", "`state`")
    case .residencyUnloaded: ("A model is out of memory", "`state`")
    case .residencyFailed: ("A model could not be loaded, or its process ended by itself", "`state`")

    case .residencyFileChanged: ("The file of a model's weights is another one than was last seen", file)
    case .residencyFileMissing: ("The file of a model's weights is gone, or cannot be used any more", file)
    case .residencyFileFound: ("The file of a model's weights has come, or come back", file)

    case .accountSignUp: ("Somebody signs up", "`role`")
    case .accountCreate: ("An administrator makes an account", account)
    case .accountProvision: ("A front end speaks for somebody who had no account, who gets one", account)
    case .accountImport: ("An account is taken over from Open WebUI", account)
    case .accountUpdate: ("An account is changed", "those that differ of " + account)
    case .accountChangeProfile:
      ("Somebody changes their own name or picture", "those that differ of `name`, `profile_image_url`")
    case .accountChangePassword: ("Somebody changes their own password", nil)
    case .accountResetPassword: ("A password is set by the command line, with Muster stopped", nil)
    case .accountDelete: ("An account is removed", account + ", after `null`")
    case .accountRestore: ("The removal of an account is undone", account + ", before `null`")

    case .sessionSignIn: ("Somebody signs in, or fails to", nil)
    case .sessionSignOut: ("Somebody signs out", nil)
    case .sessionRevoke: ("All sessions of a person are ended", nil)

    case .keyCreate:
      ("An API key is made", "`name`, `models`, `read_only`, `trusted`, `creates_users`, `expires_at`; never the key")
    case .keyRevoke: ("An API key is revoked", nil)
    case .keyUse: ("A key that is revoked, expired or not trusted is shown (once a minute for each)", nil)

    case .groupCreate: ("A group is made", group)
    case .groupImport: ("A group is taken over from Open WebUI", group)
    case .groupUpdate: ("A group is changed", "those that differ of " + group)
    case .groupAddMembers: ("People are taken into a group", "`members.<person's id>`")
    case .groupRemoveMembers: ("People are taken out of a group", "`members.<person's id>`")
    case .groupDelete: ("A group is removed", group + ", after `null`")
    case .groupRestore: ("The removal of a group is undone", group + ", before `null`")
    case .permissionsUpdate: ("What everybody may is changed", "the permissions that differ, by their full name")

    case .catalogueSet:
      ("Something that models can refer to is entered in the catalogue, or its entry changed", "`name`, `description`")
    case .catalogueDelete: ("Something is taken out of the catalogue", "`name`, `description`, after `null`")

    case .openWebUIImport:
      ("Taking over from Open WebUI is refused or fails; what it does is one entry for each thing", nil)
    case .backupMake: ("A backup is made and verified, or fails", nil)
    case .backupDownload: ("Somebody fetches a backup", nil)
    case .backupRemove: ("An old backup is removed (`backups.keep`)", nil)
    case .backupRestore: ("This house goes on from a backup: what came after it is lost", nil)
    case .accessRefused: ("An attempt to change something ends at the door", nil)

    case .auditRead:
      ("Somebody reads the audit trail: the first look of a visit at once, further ones of 15 minutes together", nil)
    case .auditExport: ("Somebody exports the audit trail", nil)
    case .auditPrune: ("Old entries' contents are removed (`audit.retention`); their leaf hashes stay", nil)
    case .auditErase: ("The names and addresses of a removed person are erased", nil)
    case .auditKeyBegin: ("The log begins to be signed, or its key was lost and a new one signs from here on", nil)
    case .auditKeyRotate: ("The log's key is exchanged; the old key signs the new one", nil)
    }
  }

  /// The catalogue as a table in Markdown.
  package static var catalogue: String {
    let rows = allCases.map { "| `\($0.rawValue)` | \($0.occasion) | \($0.changes ?? "–") |" }
    return (["| Action | An entry is written when | `changes` holds |", "|---|---|---|"] + rows)
      .joined(separator: "\n") + "\n"
  }
}
