extension AuditAction {
  /// The list of actions: one line for each, from which docs/audit.md is made.
  var catalogEntry: (occasion: String, changes: String?) {
    let fields = "the fields that differ: `params` and `meta` member by member, `access_grants`, `is_active`, …"
    let account = "`name`, `email`, `role`, `profile_image_url`"
    let file = "`file.bytes`, `file.changed_at` (seconds since 1970)"
    let group = "`name`, `description`, `parent_group_id`, `permissions`, `data`"
    return switch self {
    case .modelCreate: ("A model is created", "its fields, before `null`")
    case .modelUpdate: ("A model is updated, alone or in bulk", fields)
    case .modelShare: ("The grants of a model are changed", "`access_grants`")
    case .modelActivate: ("A model is switched on", "`is_active`")
    case .modelDeactivate: ("A model is switched off", "`is_active`")
    case .modelToggle:
      ("Toggling a model is refused; a toggle that succeeds is recorded as `activate` or `deactivate`", nil)
    case .modelDelete: ("A model is deleted (moved to the bin)", "its fields, after `null`")
    case .modelDeleteAll: ("Deleting all models is refused; if it succeeds, there is one `model.delete` for each", nil)
    case .modelRestore: ("A model is restored from the bin", "its fields, before `null`")
    case .modelPurge: ("A deleted model is purged, by a user or by `bin_retention`", nil)
    case .modelRollBack: ("A model is rolled back to an earlier revision", fields)
    case .modelUndo: ("A change of a model is undone", fields)
    case .modelPassOn: ("A model gets a new owner, because its owner is removed", "`user_id`")
    case .modelImport: ("A model is imported from Open WebUI, or an import is refused", fields)
    case .modelSync: ("A sync is refused; if it succeeds, there is one entry for each model", nil)
    case .modelUse: ("A request for a model is refused (once a minute for each user and model, at a limited rate)", nil)

    case .residencyLoad: ("A user loads a model", nil)
    case .residencyUnload: ("A user unloads a model", nil)
    case .residencyPin: ("A model is pinned or unpinned", "`pinned`")
    case .residencyWaiting: ("A model that should be loaded waits for memory", "`state`")
    case .residencyLoading: ("A runtime starts loading a model", "`state`")
    case .residencyLoaded: ("A model is loaded", "`state`")
    case .residencyDraining: ("A model accepts no more requests and finishes running ones", "`state`")
    case .residencyUnloading: ("A runtime starts unloading a model", "`state`")
    case .residencyUnloaded: ("A model is unloaded", "`state`")
    case .residencyFailed: ("A model could not be loaded, or its process ended unexpectedly", "`state`")

    case .residencyFileChanged: ("The file of a model's weights was replaced", file)
    case .residencyFileMissing: ("The file of a model's weights is missing or no longer usable", file)
    case .residencyFileFound: ("The file of a model's weights was found, or found again", file)

    case .weightsDownload: ("A download of weights is started or resumed, or is refused", nil)
    case .weightsArrive: ("A download of weights is complete and verified", nil)
    case .weightsDownloadFailed: ("A download of weights fails; what arrived stays, unless it is wrong", nil)
    case .weightsCancel: ("A download of weights is cancelled", nil)
    case .weightsUpload: ("Weights are uploaded, or an upload is refused", nil)
    case .weightsVerify: ("A user has the digest of weights computed again", nil)
    case .weightsChanged: ("A file is not the one that was downloaded or uploaded under its name", "`sha256`")
    case .weightsDelete: ("Weights are deleted (moved to the bin)", nil)
    case .weightsRestore: ("Weights are restored from the bin", nil)
    case .weightsPurge: ("Deleted weights are purged, by a user or by `bin_retention`", nil)

    case .accountSignUp: ("A user signs up", "`role`")
    case .accountCreate: ("An administrator creates an account", account)
    case .accountProvision: ("An account is provisioned for a user whom a trusted front end names", account)
    case .accountImport: ("An account is imported from Open WebUI", account)
    case .accountUpdate: ("An account is updated", "those that differ of " + account)
    case .accountChangeProfile:
      ("A user changes their own name or image", "those that differ of `name`, `profile_image_url`")
    case .accountChangePassword: ("A user changes their own password", nil)
    case .accountResetPassword: ("A password is reset on the command line", nil)
    case .accountDelete: ("An account is removed", account + ", after `null`")
    case .accountRestore: ("A removed account is restored", account + ", before `null`")

    case .sessionSignIn: ("A user signs in, or fails to", nil)
    case .sessionSignOut: ("A user signs out", nil)
    case .sessionRevoke: ("All sessions of a user are ended", nil)

    case .keyCreate:
      (
        "An API key is created",
        "`name`, `models`, `read_only`, `trusted`, `creates_users`, `expires_at`; never the key"
      )
    case .keyRevoke: ("An API key is revoked", nil)
    case .keyUse: ("A key that is revoked, expired or no longer trusted is used (once a minute for each)", nil)

    case .groupCreate: ("A group is created", group)
    case .groupImport: ("A group is imported from Open WebUI", group)
    case .groupUpdate: ("A group is updated", "those that differ of " + group)
    case .groupAddMembers: ("Members are added to a group", "`members.<user ID>`")
    case .groupRemoveMembers: ("Members are removed from a group", "`members.<user ID>`")
    case .groupDelete: ("A group is removed", group + ", after `null`")
    case .groupRestore: ("A removed group is restored", group + ", before `null`")
    case .permissionsUpdate: ("The default permissions are changed", "the permissions that differ, by their full name")

    case .catalogSet:
      ("A catalog entry is added or updated", "`name`, `description`")
    case .catalogDelete: ("A catalog entry is removed", "`name`, `description`, after `null`")

    case .runtimeAdd: ("A runtime is added while Muster runs", "its settings, before `null`")
    case .runtimeUpdate: ("A runtime is changed while Muster runs", "the settings that differ")
    case .runtimeRemove: ("A runtime is removed while Muster runs", "its settings, after `null`")
    case .runtimeDrain: ("A runtime is drained: it takes no more requests, and its models are unloaded", "`drained`")
    case .runtimeAbandon:
      (
        "A runtime that was removed or replaced did not unload its models within `unload_grace`: it is gone all the "
          + "same, and the entry names the models that may still be in its memory", nil
      )
    case .runtimePull: ("A runtime has fetched a model from its registry, or failed to", nil)
    case .runtimeResume: ("A drained runtime takes requests again", "`drained`")

    case .openWebUIImport:
      ("An import from Open WebUI is refused or fails; if it succeeds, there is one entry for each imported item", nil)
    case .backupMake: ("A backup is made and verified, or fails", nil)
    case .backupDownload: ("A user downloads a backup", nil)
    case .backupRemove: ("An old backup is removed (`backups.keep`)", nil)
    case .backupRestore: ("A backup is restored, or its restore is requested: later changes are lost", nil)
    case .accessRefused: ("A request to change something is refused before it reaches its use case", nil)

    case .auditRead:
      ("A user reads the audit trail: the first read at once, further reads within 15 minutes as one entry", nil)
    case .auditExport: ("A user exports the audit trail", nil)
    case .auditPrune: ("The contents of old entries are pruned (`audit.retention`); their leaf hashes stay", nil)
    case .auditErase: ("The name and address of a removed user are erased", nil)
    case .auditKeyBegin: ("The log is signed for the first time, or with a new key because the old one was lost", nil)
    case .auditKeyRotate: ("The log's key is rotated; the old key signs the new one", nil)
    }
  }

  /// The catalog as a table in Markdown.
  package static var catalog: String {
    let rows = allCases.map { "| `\($0.rawValue)` | \($0.occasion) | \($0.changes ?? "–") |" }
    return (["| Action | An entry is written when | `changes` holds |", "|---|---|---|"] + rows)
      .joined(separator: "\n") + "\n"
  }
}
