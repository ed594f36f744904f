/// Everything that leaves an entry in the audit trail.
package enum AuditAction: String, Sendable, CaseIterable {
  case modelCreate = "model.create"
  case modelUpdate = "model.update"
  case modelShare = "model.share"
  case modelActivate = "model.activate"
  case modelDeactivate = "model.deactivate"
  case modelToggle = "model.toggle"
  case modelDelete = "model.delete"
  case modelDeleteAll = "model.delete_all"
  case modelRestore = "model.restore"
  case modelPurge = "model.purge"
  case modelRollBack = "model.roll_back"
  case modelUndo = "model.undo"
  case modelPassOn = "model.pass_on"
  case modelImport = "model.import"
  case modelSync = "model.sync"
  case modelUse = "model.use"

  case residencyLoad = "residency.load"
  case residencyUnload = "residency.unload"
  case residencyPin = "residency.pin"
  case residencyLoading = "residency.loading"
  case residencyLoaded = "residency.loaded"
  case residencyDraining = "residency.draining"
  case residencyUnloading = "residency.unloading"
  case residencyUnloaded = "residency.unloaded"
  case residencyFailed = "residency.failed"
  case residencyFileChanged = "residency.file_changed"
  case residencyFileMissing = "residency.file_missing"
  case residencyFileFound = "residency.file_found"

  case accountSignUp = "account.sign_up"
  case accountCreate = "account.create"
  case accountProvision = "account.provision"
  case accountImport = "account.import"
  case accountUpdate = "account.update"
  case accountChangeProfile = "account.change_profile"
  case accountChangePassword = "account.change_password"
  case accountResetPassword = "account.reset_password"
  case accountDelete = "account.delete"
  case accountRestore = "account.restore"

  case sessionSignIn = "session.sign_in"
  case sessionSignOut = "session.sign_out"
  case sessionRevoke = "session.revoke"

  case keyCreate = "key.create"
  case keyRevoke = "key.revoke"
  case keyUse = "key.use"

  case groupCreate = "group.create"
  case groupImport = "group.import"
  case groupUpdate = "group.update"
  case groupAddMembers = "group.add_members"
  case groupRemoveMembers = "group.remove_members"
  case groupDelete = "group.delete"
  case groupRestore = "group.restore"
  case permissionsUpdate = "permissions.update"

  case catalogSet = "catalog.set"
  case catalogDelete = "catalog.delete"

  case runtimeAdd = "runtime.add"
  case runtimeUpdate = "runtime.update"
  case runtimeRemove = "runtime.remove"
  case runtimeDrain = "runtime.drain"
  case runtimeResume = "runtime.resume"

  case openWebUIImport = "openwebui.import"
  case backupMake = "backup.make"
  case backupDownload = "backup.download"
  case backupRemove = "backup.remove"
  case backupRestore = "backup.restore"
  case accessRefused = "access.refused"

  case auditRead = "audit.read"
  case auditExport = "audit.export"
  case auditPrune = "audit.prune"
  case auditErase = "audit.erase"
  case auditKeyBegin = "audit.key_begin"
  case auditKeyRotate = "audit.key_rotate"

  /// When an entry is written.
  package var occasion: String { catalogEntry.occasion }

  /// What `changes` contains; `nil` when nothing.
  package var changes: String? { catalogEntry.changes }
}
