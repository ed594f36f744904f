import Domain
import Registry

/// What one listener may know of what happens.
///
/// Administrators are told everything. Others are told of models that they may read, and of the weights under them;
/// what they could read and no longer can has gone, for them.
struct LiveView {
  struct Message: Equatable {
    var name: String
    var data: JSON
  }

  private let registry: Registry
  /// `nil`: has to be asked for.
  private var weights: Set<ModelID>?

  init(registry: Registry) { self.registry = registry }

  /// Rights may have changed in ways that no event tells: memberships of groups, for one.
  mutating func forgetRights() { weights = nil }

  /// - Returns: `nil` when there is nothing to tell.
  mutating func message(of subject: LiveFeed.Subject, to caller: Caller) async throws -> Message? {
    switch subject {
    case .residency(let live, let isForEveryone):
      let isForAdministrators = caller.principal.seesEverything
      guard isForEveryone || isForAdministrators, try await mayFollow(live.report.baseModel, caller) else { return nil }
      return Message(
        name: "residency", data: ResidencyWire.residency(live, isForAdministrators: isForAdministrators))
    case .model(let change): return message(of: change, to: caller)
    case .leftOut(let leftOut, let runtime):
      guard caller.principal.seesEverything else { return nil }
      return Message(
        name: "left_out",
        data: ["runtime": .string(runtime.text), "left_out": .array(leftOut.map(ResidencyWire.leftOut))])
    }
  }

  mutating func mayFollow(_ base: ModelID, _ caller: Caller) async throws -> Bool {
    if caller.principal.seesEverything { return true }
    let known: Set<ModelID>
    if let weights { known = weights } else { known = try await registry.visibleWeights(to: caller) }
    weights = known
    return known.contains(base)
  }

  private mutating func message(of change: ModelChange, to caller: Caller) -> Message? {
    let principal = caller.principal
    let isSeen = change.after.map { AccessPolicy.mayRead($0, principal) } ?? false
    let wasSeen = change.before.map { AccessPolicy.mayRead($0, principal) } ?? false
    guard isSeen || wasSeen else { return nil }
    weights = nil
    return Message(
      name: "model",
      data: [
        "id": .string(change.id.text), "revision": .int(change.revision),
        "is_active": .bool(isSeen && change.isActive), "deleted": .bool(!isSeen),
        "action": .string(isSeen || change.isDeleted ? change.action : AuditAction.modelDelete.rawValue),
      ])
  }
}
