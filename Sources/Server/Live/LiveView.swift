import Domain
import Registry
import Residency

/// What one subscriber may see of the live feed.
///
/// Administrators see everything. Others see the models that they may read, and the weights of these models. A model
/// that they may no longer read looks deleted to them.
struct LiveView {
  struct Message: Equatable {
    var name: String
    var data: JSON
  }

  private let registry: Registry
  /// `nil` if they must be queried again.
  private var visibleWeights: Set<ModelID>?

  init(registry: Registry) { self.registry = registry }

  /// Access may change without an event, for instance with the membership of a group.
  mutating func forgetAccess() { visibleWeights = nil }

  /// The whole state, for a subscriber that connects or has missed events.
  mutating func snapshot(
    of pool: RuntimePool, for caller: Caller
  ) async throws -> JSON {
    let isAdmin = caller.principal.seesEverything
    var runtimes: [JSON] = []
    let members = pool.members
    for member in members {
      var visible: [LiveResidency] = []
      for live in pool.snapshot(of: member.id) where try await maySee(live.report.baseModel, caller) {
        visible.append(live)
      }
      let scan = pool.scan(of: member.id)
      // Which runtimes there are is for those who see one of its models.
      if isAdmin || members.count == 1 || !visible.isEmpty {
        runtimes.append(ResidencyWire.runtime(member, visible, scan, isForAdministrators: isAdmin))
      }
    }
    return ["runtimes": .array(runtimes)]
  }

  /// - Returns: `nil` if the caller must not see the event, or it changes nothing for them.
  mutating func message(of subject: LiveFeed.Subject, for caller: Caller) async throws -> Message? {
    switch subject {
    case .residency(let live, let isForEveryone):
      let isForAdministrators = caller.principal.seesEverything
      guard isForEveryone || isForAdministrators, try await maySee(live.report.baseModel, caller) else { return nil }
      return Message(
        name: "residency", data: ResidencyWire.residency(live, isForAdministrators: isForAdministrators))
    case .model(let change): return message(of: change, for: caller)
    case .runtime(let runtime, let scan):
      guard caller.principal.seesEverything else { return nil }
      return Message(name: "runtime", data: ResidencyWire.scan(scan, of: runtime))
    case .runtimes: return nil
    case .download, .pull, .weights:
      return caller.principal.seesEverything ? Self.message(ofTransfer: subject) : nil
    }
  }

  private static func message(ofTransfer subject: LiveFeed.Subject) -> Message? {
    switch subject {
    case .download(let progress):
      Message(
        name: "download", data: ["id": .string(progress.id), "received_bytes": .int(progress.receivedBytes)])
    case .pull(let pull, let runtime):
      Message(name: "pull", data: ["runtime": .string(runtime.text), "pull": RuntimeRoutes.pull(pull)])
    case .weights: Message(name: "weights", data: [:])
    case .residency, .model, .runtime, .runtimes: nil
    }
  }

  private mutating func maySee(_ base: ModelID, _ caller: Caller) async throws -> Bool {
    if caller.principal.seesEverything { return true }
    let weights: Set<ModelID>
    if let visibleWeights { weights = visibleWeights } else { weights = try await registry.visibleWeights(to: caller) }
    visibleWeights = weights
    return weights.contains(base)
  }

  private mutating func message(of change: ModelChange, for caller: Caller) -> Message? {
    let principal = caller.principal
    let isVisible = change.after.map { AccessPolicy.mayRead($0, principal) } ?? false
    let wasVisible = change.before.map { AccessPolicy.mayRead($0, principal) } ?? false
    guard isVisible || wasVisible else { return nil }
    visibleWeights = nil
    return Message(
      name: "model",
      data: [
        "id": .string(change.id.text), "revision": .int(change.revision),
        "is_active": .bool(isVisible && change.isActive), "deleted": .bool(!isVisible),
        "action": .string(isVisible || change.isDeleted ? change.action : AuditAction.modelDelete.rawValue),
      ])
  }
}
