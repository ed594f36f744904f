/// What somebody wants to do to a model, or to the house.
package enum Action: String, Sendable, CaseIterable {
  case listModels, readModel, useModel
  case createModel, updateModel, switchModel, deleteModel, deleteAllModels
  case readResidency, changeResidency
  case readAudit

  /// Whether a refusal leaves a trace: attempts to change do, mere looks do not.
  package var isRecordedWhenRefused: Bool {
    switch self {
    case .listModels, .readModel, .readResidency, .readAudit: false
    default: true
    }
  }
}

/// Whom a route is for at all; what exactly they may do there, the use case asks `AccessPolicy`.
package enum Audience: String, Sendable, CaseIterable {
  case anyone
  /// Whoever has an account, also one that is not approved yet.
  case accountHolder
  /// People with the role user or admin.
  case member
  case administrator
  /// Whoever the token names, found out inside the use case's own read of the database.
  case bearer
}

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
/// not exist. `Registry` has the same rule for reading as an SQL predicate (`AccessSQL`); a test draws random worlds
/// and shows that both agree.
package enum AccessPolicy {
  package enum Decision: Equatable, Sendable {
    case allowed
    case refused(Refusal)
  }

  /// Decides whether a person may come to a route at all.
  package static func decide(entering audience: Audience, by principal: Principal) -> Decision {
    let isAdmitted =
      switch audience {
      case .anyone, .accountHolder, .bearer: true
      case .member: principal.role != .pending
      case .administrator: principal.role == .admin
      }
    return isAdmitted ? .allowed : .refused(.prohibited)
  }

  /// Decides on an act that concerns no particular model.
  package static func decide(_ action: Action, by principal: Principal) -> Decision {
    switch (action, principal.role) {
    case (_, .pending): .refused(.prohibited)
    case (_, .admin): .allowed
    case (.listModels, .user): .allowed
    default: .refused(.prohibited)
    }
  }

  /// Decides on an act on `model`; `nil` when there is none of that id.
  package static func decide(_ action: Action, on model: ModelFacts?, by principal: Principal)
    -> Decision
  {
    guard principal.role != .pending else { return .refused(.prohibited) }
    guard let model, mayRead(model, principal) else { return .refused(.modelNotFound) }
    switch action {
    case .readModel, .useModel: return .allowed
    case .updateModel, .switchModel, .deleteModel:
      return mayWrite(model, principal) ? .allowed : .refused(.notYours)
    default: return decide(action, by: principal)
    }
  }

  package static func mayWrite(_ model: ModelFacts, _ principal: Principal) -> Bool {
    principal.role == .admin
  }

  private static func mayRead(_ model: ModelFacts, _ principal: Principal) -> Bool {
    if principal.role == .admin { return true }
    return model.grants.contains { grant in
      guard grant.permission == .read else { return false }
      return switch grant.grantee {
      case .everyone: true
      case .user(let id): id == principal.id
      case .group(let id): principal.groups.contains { $0.hasSameBytes(as: id) }
      }
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
  package static let modelNotFound = Refusal(
    .notFound, code: "model.not_found", detail: "We could not find what you're looking for :/")
  package static let notAuthenticated = Refusal(
    .unauthenticated, code: "session.missing", detail: "Not authenticated")
  package static let invalidToken = Refusal(
    .unauthenticated, code: "session.invalid", detail: "Invalid token")
}
