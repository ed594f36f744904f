/// What somebody wants to do. Each route states one; `AccessPolicy` has a rule for each.
package enum Action: String, Sendable, CaseIterable {
  case readInstance
  case signUp, signIn, signOut, readSession
  case listModels, readModel, useModel
  case createModel, updateModel, switchModel, deleteModel, deleteAllModels
  case readModelAccess, shareModel
  case readModelHistory, readBin, restoreModel, purgeModel
  case changeModels, readRecentActs, undoAct, exportModels, importModels, syncModels
  case followResidency, readResidency, changeResidency
  case readCatalogue, changeCatalogue
  case readAudit, readProofs, eraseFromAudit, rotateAuditKey
  case readOwnRights, changeProfile, changePassword, endSessions
  case readKeys, createKey, revokeKey
  case findPeople, readPersonAccess, readPeople, changePeople
  case readGroups, changeGroups
  case readPermissions, changePermissions
  case importOpenWebUI
  case readBackups, makeBackup, restoreBackup

  /// Whom a route with this action lets in; what exactly they may do there, the use case asks `AccessPolicy`.
  package var audience: Audience {
    switch self {
    case .readInstance, .signUp, .signIn, .signOut: .anyone
    case .readSession: .accountHolder
    case .listModels, .readModel, .useModel, .createModel, .updateModel, .switchModel, .deleteModel, .readModelAccess,
      .shareModel, .readModelHistory, .readBin, .restoreModel, .changeModels, .readRecentActs, .undoAct, .exportModels,
      .importModels, .followResidency, .readCatalogue, .readOwnRights, .changeProfile, .changePassword, .endSessions,
      .readKeys,
      .createKey, .revokeKey, .findPeople, .readPersonAccess, .readGroups, .readProofs:
      .member
    case .deleteAllModels, .purgeModel, .syncModels, .readResidency, .changeResidency, .changeCatalogue, .readAudit,
      .readPeople, .changePeople, .changeGroups,
      .readPermissions, .changePermissions, .importOpenWebUI, .readBackups, .makeBackup,
      .restoreBackup, .eraseFromAudit, .rotateAuditKey:
      .administrator
    }
  }

  /// Whether it leaves the house other than it was: refused to keys that may only read, and recorded when refused.
  package var isChange: Bool {
    switch self {
    case .readInstance, .signIn, .signOut, .readSession, .listModels, .readModel, .useModel, .readModelAccess,
      .readModelHistory, .readBin, .readRecentActs, .exportModels, .followResidency, .readResidency, .readCatalogue,
      .readAudit,
      .readOwnRights, .readKeys, .findPeople,
      .readPersonAccess, .readPeople, .readGroups,
      .readPermissions, .readBackups, .readProofs:
      false
    case .signUp, .createModel, .updateModel, .switchModel, .deleteModel, .deleteAllModels, .shareModel,
      .restoreModel, .purgeModel, .changeModels, .undoAct, .importModels, .syncModels, .changeResidency,
      .changeCatalogue, .changeProfile, .changePassword, .endSessions, .createKey, .revokeKey, .changePeople,
      .changeGroups, .changePermissions, .importOpenWebUI,
      .makeBackup, .restoreBackup, .eraseFromAudit, .rotateAuditKey:
      true
    }
  }

  /// Whether it concerns nothing but models, so that a key for certain models can be held to them.
  package var isWithinModels: Bool {
    switch self {
    case .readInstance, .signIn, .signUp, .signOut, .listModels, .readModel, .useModel, .createModel, .updateModel,
      .switchModel, .deleteModel, .readModelAccess, .shareModel, .readModelHistory, .readBin, .restoreModel,
      .changeModels, .readRecentActs, .undoAct, .exportModels, .importModels, .followResidency, .readCatalogue,
      .readOwnRights:
      true
    default: false
    }
  }

  /// Whether it asks for the person themself: a key, which may lie in a script, does not do.
  package var needsSession: Bool {
    switch self {
    case .readSession, .changeProfile, .changePassword, .readKeys, .createKey, .revokeKey, .importOpenWebUI,
      .restoreBackup, .eraseFromAudit, .rotateAuditKey:
      true
    default: false
    }
  }
}

/// Whom a route is for at all.
package enum Audience: String, Sendable, CaseIterable {
  case anyone
  /// Whoever has an account, also one that is not approved yet.
  case accountHolder
  /// People with the role user or admin.
  case member
  case administrator
}
