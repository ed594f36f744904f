import Domain
import Runtimes

/// Commands of users, and reports.
extension RuntimePool {
  /// Loads a base model now, also after a failure that is not retried.
  /// - Returns: its memory in bytes; `nil`: not known.
  /// - Throws: `Refusal`: not desired, or why it cannot be loaded. `CancellationError`: the load continues.
  package func load(_ base: ModelID, cause: String) async throws -> Int? {
    let entry = placement(of: base)
    guard entry.isOpen else { throw Refusal.notTakingRequests(base, entry) }
    return try await entry.controller.load(base, cause: cause)
  }

  /// Frees the memory of a base model, wherever it is loaded, after the answers that are running; its next request
  /// loads it again.
  /// - Parameter isReload: a load follows at once, so that a pinned model may go, too.
  /// - Returns: the bytes that were freed; `nil`: not known.
  /// - Throws: `Refusal`. `CancellationError`: the unload continues.
  package func unload(_ base: ModelID, cause: String, isReload: Bool = false) async throws -> Int? {
    let loading = candidates(for: base).filter { !$0.member.runtime.isAlwaysLoaded }
    if loading.isEmpty { throw Refusal.alwaysLoaded(base) }
    var freed: Int?
    for entry in loading {
      if let bytes = try await entry.controller.unload(base, cause: cause, isReload: isReload) {
        freed = (freed ?? 0) + bytes
      }
    }
    return freed
  }

  /// What a load of `base` would take now.
  package func plan(for base: ModelID) -> (runtime: RuntimeID, plan: ResidencyPlan) {
    let entry = placement(of: base)
    return (entry.id, entry.controller.plan(for: base))
  }

  /// The chosen runtime, or the one that would be.
  func placement(of base: ModelID) -> Entry {
    best(of: route(for: base), for: base)
  }

  // MARK: - Reports

  var currentEntries: [Entry] { state.withLock(\.entries) }

  /// Every base model that is available, desired or in memory, by runtime.
  package func snapshot() -> [LiveResidency] { currentEntries.flatMap { $0.controller.snapshot() } }

  package func snapshot(of runtime: RuntimeID) -> [LiveResidency] { entry(runtime)?.controller.snapshot() ?? [] }

  /// The state of a base model on the runtime that answers for it.
  package func state(of base: ModelID) -> LiveResidency? { placement(of: base).controller.state(of: base) }

  /// What does not work, by runtime.
  package func problems() -> [String] {
    currentEntries.filter { !$0.isLeaving }.flatMap { entry in
      let unreachable = entry.controller.scan.problem.map { ["runtime \(entry.id): \($0)"] } ?? []
      return unreachable + entry.controller.problems()
    }
  }

  func entry(_ runtime: RuntimeID) -> Entry? { state.withLock { $0.entry(runtime) } }
}

extension Refusal {
  static func notTakingRequests(_ base: ModelID, _ entry: RuntimePool.Entry) -> Refusal {
    let text =
      entry.isLeaving ? "runtime \(entry.id) is being changed or removed" : "runtime \(entry.id) is drained"
    return Refusal(
      .unavailable, code: "runtime.drained", detail: "'\(base)' cannot be used now: \(text).", retryAfterSeconds: 30)
  }

  fileprivate static func alwaysLoaded(_ base: ModelID) -> Refusal {
    Refusal(
      .conflict, code: "residency.always_loaded",
      detail: "'\(base)' is on a runtime that has its models always loaded. Deactivate the model instead.")
  }
}
