/// What a caller wants to do. Each route states one; `AccessPolicy` has a rule for each.
package enum Action: String, Sendable, CaseIterable {
  case readInstance
  case signUp, signIn, signOut, readSession
  case listModels, readModel, useModel
  case createModel, updateModel, switchModel, deleteModel, deleteAllModels
  case readModelAccess, shareModel
  case readModelHistory, readBin, restoreModel, purgeModel
  case changeModels, readRecentActs, undoAct, exportModels, importModels, syncModels
  case followResidency, readResidency, changeResidency
  case readCatalog, changeCatalog
  case readRuntimes, changeRuntimes
  case readAudit, readProofs, eraseFromAudit, rotateAuditKey
  case readOwnRights, changeProfile, changePassword, endSessions
  case readKeys, createKey, revokeKey
  case findPeople, readPersonAccess, readPeople, changePeople
  case readGroups, changeGroups
  case readPermissions, changePermissions
  case importOpenWebUI
  case readBackups, makeBackup, restoreBackup
  case readWeights, changeWeights

  /// Who may use a route with this action; the use case then asks `AccessPolicy` about the target.
  package var audience: Audience {
    switch self {
    case .readInstance, .signUp, .signIn, .signOut: .anyone
    case .readSession: .accountHolder
    case .listModels, .readModel, .useModel, .createModel, .updateModel, .switchModel, .deleteModel, .readModelAccess,
      .shareModel, .readModelHistory, .readBin, .restoreModel, .changeModels, .readRecentActs, .undoAct, .exportModels,
      .importModels, .followResidency, .readCatalog, .readOwnRights, .changeProfile, .changePassword, .endSessions,
      .readKeys,
      .createKey, .revokeKey, .findPeople, .readPersonAccess, .readGroups, .readProofs:
      .member
    case .deleteAllModels, .purgeModel, .syncModels, .readResidency, .changeResidency, .changeCatalog, .readRuntimes,
      .changeRuntimes, .readAudit, .readPeople, .changePeople, .changeGroups,
      .readPermissions, .changePermissions, .importOpenWebUI, .readBackups, .makeBackup,
      .restoreBackup, .eraseFromAudit, .rotateAuditKey, .readWeights, .changeWeights:
      .administrator
    }
  }

  /// Whether it changes anything: refused to read-only keys, and recorded when refused.
  package var isChange: Bool {
    switch self {
    case .readInstance, .signIn, .signOut, .readSession, .listModels, .readModel, .useModel, .readModelAccess,
      .readModelHistory, .readBin, .readRecentActs, .exportModels, .followResidency, .readResidency, .readCatalog,
      .readRuntimes, .readAudit,
      .readOwnRights, .readKeys, .findPeople,
      .readPersonAccess, .readPeople, .readGroups,
      .readPermissions, .readBackups, .readProofs, .readWeights:
      false
    case .signUp, .createModel, .updateModel, .switchModel, .deleteModel, .deleteAllModels, .shareModel,
      .restoreModel, .purgeModel, .changeModels, .undoAct, .importModels, .syncModels, .changeResidency,
      .changeCatalog, .changeRuntimes, .changeProfile, .changePassword, .endSessions, .createKey, .revokeKey,
      .changePeople,
      .changeGroups, .changePermissions, .importOpenWebUI,
      .makeBackup, .restoreBackup, .eraseFromAudit, .rotateAuditKey, .changeWeights:
      true
    }
  }

  /// Whether it concerns models only, so that a key for certain models may use it.
  package var isWithinModels: Bool {
    switch self {
    case .readInstance, .signIn, .signUp, .signOut, .listModels, .readModel, .useModel, .createModel, .updateModel,
      .switchModel, .deleteModel, .readModelAccess, .shareModel, .readModelHistory, .readBin, .restoreModel,
      .changeModels, .readRecentActs, .undoAct, .exportModels, .importModels, .followResidency, .readCatalog,
      .readOwnRights:
      true
    default: false
    }
  }

  /// Whether it needs a session: an API key, which may be stored in a script, is not enough.
  package var needsSession: Bool {
    switch self {
    case .readSession, .changeProfile, .changePassword, .readKeys, .createKey, .revokeKey, .importOpenWebUI,
      .restoreBackup, .eraseFromAudit, .rotateAuditKey:
      true
    default: false
    }
  }
}

/// Who may use a route at all.
package enum Audience: String, Sendable, CaseIterable {
  case anyone
  /// Users with an account, even one that is not approved yet.
  case accountHolder
  /// Users with the role user or admin.
  case member
  case administrator
}
