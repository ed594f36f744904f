/// What the policy knows of a model; nothing else may influence a decision.
package struct ModelFacts: Equatable, Sendable {
  package var id: ModelID
  package var ownerID: UserID
  package var isBaseModel: Bool
  package var grants: [Grant]

  package init(id: ModelID, ownerID: UserID, isBaseModel: Bool, grants: [Grant]) {
    self.id = id
    self.ownerID = ownerID
    self.isBaseModel = isBaseModel
    self.grants = grants
  }

  package init(_ model: Model) {
    self.init(
      id: model.id, ownerID: model.ownerID, isBaseModel: model.baseModelID == nil,
      grants: model.grants)
  }
}

/// The one place that decides who may do what.
///
/// Everything is denied that no rule allows. A model that a caller may not read is refused like one that does not
/// exist. `Registry` has the same rules for models as SQL predicates (`AccessSQL`); a test draws random worlds
/// and shows that both agree.
package enum AccessPolicy {
  package enum Decision: Equatable, Sendable {
    case allowed
    case refused(Refusal)
  }

  /// Why a user may do something with a model.
  package enum Ground: Equatable, Sendable {
    case administrator
    case owner
    case grant(Grant)

    /// What it allows. Write includes read.
    package var permission: Grant.Permission {
      if case .grant(let grant) = self { grant.permission } else { .write }
    }
  }

  /// Decides whether a caller may use a route with this action at all.
  package static func decide(entering action: Action, by caller: Caller) -> Decision {
    let principal = caller.principal
    let isAdmitted =
      switch action.audience {
      case .anyone, .accountHolder: true
      case .member: principal.role != .pending
      case .administrator: principal.role == .admin
      }
    if !isAdmitted { return .refused(.prohibited) }
    if action.needsSession, caller.authentication != .session { return .refused(.needsSession) }
    return within(principal.limits, action)
  }

  /// Decides on an action without a target.
  package static func decide(_ action: Action, by principal: Principal) -> Decision {
    let isAllowed =
      switch (action, principal.role) {
      case (_, .pending): action.audience == .anyone || action.audience == .accountHolder
      case (_, .admin): true
      case (.createModel, .user): principal.permissions.contains(.makeModels)
      case (.exportModels, .user): principal.permissions.contains(.exportModels)
      case (.importModels, .user): principal.permissions.contains(.importModels)
      case (.createKey, .user): principal.permissions.contains(.makeKeys)
      case (.findPeople, .user): principal.permissions.contains(.shareModels)
      case (_, .user): action.audience != .administrator
      }
    return isAllowed ? within(principal.limits, action) : .refused(.prohibited)
  }

  /// Decides on an action on `model`; `nil` when it does not exist.
  package static func decide(_ action: Action, on model: ModelFacts?, by principal: Principal) -> Decision {
    guard principal.role != .pending else { return .refused(.prohibited) }
    guard let model, mayRead(model, principal) else { return .refused(.modelNotFound) }
    switch action {
    case .readModel, .useModel: return .allowed
    case .updateModel, .switchModel, .deleteModel, .shareModel, .readModelAccess, .readModelHistory, .restoreModel,
      .exportModels:
      guard mayWrite(model, principal) else { return .refused(.notYours) }
      return within(principal.limits, action)
    default: return decide(action, by: principal)
    }
  }

  /// Decides on an action on the account, the keys or the rights of the user `id`.
  package static func decide(_ action: Action, on id: UserID, by principal: Principal) -> Decision {
    let decision = decide(action, by: principal)
    guard decision == .allowed else { return decision }
    return principal.role == .admin || principal.id == id ? .allowed : .refused(.personNotFound)
  }

  package static func mayRead(_ model: ModelFacts, _ principal: Principal) -> Bool {
    !grounds(for: principal, on: model).isEmpty
  }

  package static func mayWrite(_ model: ModelFacts, _ principal: Principal) -> Bool {
    grounds(for: principal, on: model).contains { $0.permission == .write }
  }

  /// Everything that lets `principal` read or write `model`; empty when nothing does.
  ///
  /// Only administrators may change base models, whoever owns them or has a grant to write.
  package static func grounds(for principal: Principal, on model: ModelFacts) -> [Ground] {
    guard principal.role != .pending, principal.limits?.covers(model.id) ?? true else { return [] }
    var grounds: [Ground] = []
    if principal.role == .admin { grounds.append(.administrator) }
    if model.ownerID == principal.id, !model.isBaseModel { grounds.append(.owner) }
    for grant in model.grants where grant.grantee.includes(principal) {
      var counted = grant
      if model.isBaseModel { counted.permission = .read }
      grounds.append(.grant(counted))
    }
    return grounds
  }

  /// Decides whether a model is open for use: it is active, and so is the own entry of its base model, if it has one.
  package static func decide(opening model: Activation) -> Decision {
    if !model.isActive { return .refused(.inactive) }
    if let base = model.baseModelID, model.isBaseModelActive == false { return .refused(.inactiveBase(base)) }
    return .allowed
  }

  /// Decides whether a model with this id may be created.
  package static func decide(creating id: ModelID, by principal: Principal) -> Decision {
    guard principal.limits?.covers(id) ?? true else { return .refused(.narrowKey) }
    return decide(.createModel, by: principal)
  }

  // MARK: - What only administrators may

  /// Whether `principal` sees only what is theirs or granted to them. Others still see no more than their key covers.
  package static func needsGrants(_ principal: Principal) -> Bool { principal.role != .admin }

  package static func mayMakeBaseModels(_ principal: Principal) -> Bool { principal.role == .admin }

  /// Whether `principal` may put presets on weights that are not registered, and so on weights that arrive later.
  package static func mayUseUnregisteredWeights(_ principal: Principal) -> Bool { principal.role == .admin }

  /// Whether `principal` may be told which users and groups exist.
  package static func mayKnowEveryone(_ principal: Principal) -> Bool { principal.role == .admin }

  package static func mayRead(_ group: GroupID, _ principal: Principal) -> Bool {
    mayKnowEveryone(principal) || principal.groups.contains(group)
  }

  private static func within(_ limits: KeyLimits?, _ action: Action) -> Decision {
    guard let limits else { return .allowed }
    if limits.isReadOnly, action.isChange { return .refused(.readOnlyKey) }
    return limits.models == nil || action.isWithinModels ? .allowed : .refused(.narrowKey)
  }
}

/// Whether a model and the own entry of its base model are active.
package struct Activation: Equatable, Sendable {
  package var isActive: Bool
  /// `nil` for a base model.
  package var baseModelID: ModelID?
  /// `nil` when the base model has no entry of its own: it is open for its presets then.
  package var isBaseModelActive: Bool?

  package init(isActive: Bool, baseModelID: ModelID?, isBaseModelActive: Bool? = nil) {
    self.isActive = isActive
    self.baseModelID = baseModelID
    self.isBaseModelActive = isBaseModelActive
  }
}

extension Principal {
  /// Whether no model is hidden from them: a key for certain models hides the others from an administrator too.
  package var seesEverything: Bool { !AccessPolicy.needsGrants(self) && limits?.models == nil }
}

extension Grant.Grantee {
  package func includes(_ principal: Principal) -> Bool {
    switch self {
    case .everyone: true
    case .user(let id): id == principal.id
    case .group(let id): principal.groups.contains(id)
    }
  }
}

extension Refusal {
  package static let prohibited = Refusal(
    .forbidden, code: "access.prohibited",
    detail:
      "You do not have permission to access this resource. Please contact your administrator for assistance."
  )
  package static let notYours = Refusal(
    .forbidden, code: "access.not_yours",
    detail: "You can view this model but not change it. Ask its owner or an administrator.")
  package static let needsSession = Refusal(
    .forbidden, code: "access.needs_session", detail: "A human session is required.")
  package static let readOnlyKey = Refusal(
    .forbidden, code: "key.read_only",
    detail: "This API key is read-only: it can view and use models, but not change anything.")
  package static let narrowKey = Refusal(
    .forbidden, code: "key.narrow", detail: "This API key is limited to certain models.")
  package static let modelNotFound = Refusal(
    .notFound, code: "model.not_found", detail: "We could not find what you're looking for :/")
  package static let personNotFound = Refusal(
    .notFound, code: "account.not_found", detail: "We could not find what you're looking for :/")
  package static let inactive = Refusal(.forbidden, code: "model_inactive", detail: "model is inactive")
  package static func inactiveBase(_ base: ModelID) -> Refusal {
    Refusal(.forbidden, code: "base_model_inactive", detail: "base model '\(base)' is inactive")
  }
  package static let notAuthenticated = Refusal(
    .unauthenticated, code: "session.missing", detail: "Not authenticated")
  package static let invalidToken = Refusal(
    .unauthenticated, code: "session.invalid", detail: "Invalid token")
}
