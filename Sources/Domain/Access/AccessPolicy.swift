/// What the policy must know of a model; nothing else of it may influence a decision.
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
/// Everything is denied that no rule allows. What a caller may not read is refused in the same words as what does
/// not exist. `Registry` has the same rules for models as SQL predicates (`AccessSQL`); a test draws random worlds
/// and shows that both agree.
package enum AccessPolicy {
  package enum Decision: Equatable, Sendable {
    case allowed
    case refused(Refusal)
  }

  /// Why somebody may do something with a model.
  package enum Ground: Equatable, Sendable {
    case administrator
    case owner
    case grant(Grant)

    /// What it is good for. Write includes read.
    package var permission: Grant.Permission {
      if case .grant(let grant) = self { grant.permission } else { .write }
    }
  }

  /// Decides whether a person may come to a route with this action at all.
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

  /// Decides on an act that concerns no particular model.
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

  /// Decides on an act on `model`; `nil` when there is none of that id.
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

  /// Decides on an act on the account, the keys or the rights of the person `id`.
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

  /// All that lets `principal` read or write `model`; empty when nothing does.
  ///
  /// Base models are the administrators': owning one, or a grant to write it, lets nobody else change it.
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

  /// Decides whether a model of this id may be made.
  package static func decide(creating id: ModelID, by principal: Principal) -> Decision {
    guard principal.limits?.covers(id) ?? true else { return .refused(.narrowKey) }
    return decide(.createModel, by: principal)
  }

  private static func within(_ limits: KeyLimits?, _ action: Action) -> Decision {
    guard let limits else { return .allowed }
    if limits.isReadOnly, action.isChange { return .refused(.readOnlyKey) }
    return limits.models == nil || action.isWithinModels ? .allowed : .refused(.narrowKey)
  }
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
    detail: "You may see this model, but not change it. Ask its owner or an administrator.")
  package static let needsSession = Refusal(
    .forbidden, code: "access.needs_session", detail: "A human session is required.")
  package static let readOnlyKey = Refusal(
    .forbidden, code: "key.read_only", detail: "This API key may see and use, but not change anything.")
  package static let narrowKey = Refusal(
    .forbidden, code: "key.narrow", detail: "This API key is for certain models only, and for nothing else.")
  package static let modelNotFound = Refusal(
    .notFound, code: "model.not_found", detail: "We could not find what you're looking for :/")
  package static let personNotFound = Refusal(
    .notFound, code: "account.not_found", detail: "We could not find what you're looking for :/")
  package static let notAuthenticated = Refusal(
    .unauthenticated, code: "session.missing", detail: "Not authenticated")
  package static let invalidToken = Refusal(
    .unauthenticated, code: "session.invalid", detail: "Invalid token")
}
