import Audit
import Domain
import Runtimes

/// Runtimes that come, change and go while Muster runs. Of two changes of a runtime the one with the later audit entry
/// counts (`asOf`).
extension RuntimePool {
  /// What is shown of a runtime.
  package struct Status: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
      case active
      /// It takes no requests; its running answers finish, and its models are unloaded.
      case draining
      /// It takes no requests and has nothing in memory.
      case drained
      /// It will be gone, or there with new settings, when its running answers are complete.
      case removing, replacing
    }

    package var id: RuntimeID
    /// `process`, `ollama`.
    package var kind: String
    package var isAlwaysLoaded: Bool
    /// `nil`: the runtime decides by itself what fits.
    package var budgetBytes: Int?
    /// How long an idle model stays loaded; `nil`: without limit.
    package var idleUnload: Duration?
    package var state: State
    /// Why it cannot be used now.
    package var problem: String?
    /// How many weights it has.
    package var models: Int
    /// How many of them are loaded, and how many requests run on them.
    package var loaded: Int
    package var requests: Int
    /// Memory that they take; `nil`: not known.
    package var usedBytes: Int?
  }

  /// All runtimes, in the configured order.
  package var members: [Status] { state.withLock { $0.entries.map(Self.status) } }

  /// - Returns: `nil` if there is none of this id.
  package func member(_ id: RuntimeID) -> Status? { state.withLock { $0.entry(id).map(Self.status) } }

  func runtime(_ id: RuntimeID) -> (any Runtime)? { state.withLock { $0.entry(id)?.member.runtime } }

  /// Whether the settings of a runtime could be used.
  func isUsable(_ id: RuntimeID) -> Bool {
    state.withLock { state in state.entry(id).map { !($0.member.runtime is UnusableRuntime) } ?? false }
  }

  private static func status(of entry: Entry) -> Status {
    let scan = entry.controller.scan
    let reports = entry.controller.snapshot().map(\.report)
    let known = reports.compactMap(\.bytes)
    let state: Status.State =
      switch entry.role {
      case .open: .active
      case .drained: entry.controller.isEmpty ? .drained : .draining
      case .leaving(let replacement): replacement == nil ? .removing : .replacing
      }
    return Status(
      id: entry.id, kind: entry.member.runtime.kind, isAlwaysLoaded: entry.member.runtime.isAlwaysLoaded,
      budgetBytes: entry.member.settings.budgetBytes, idleUnload: entry.member.settings.idleUnload, state: state,
      problem: scan.problem, models: scan.weights.count, loaded: reports.count { $0.state == .loaded },
      requests: reports.reduce(0) { $0 + $1.leases }, usedBytes: known.isEmpty ? nil : known.reduce(0, +))
  }

  /// Adds a runtime after all others. If one of this id is there, it is replaced: what is in its memory is unloaded first,
  /// after the answers that are running.
  package func put(_ member: Member, asOf: Int?) {
    update(member.runtime.id, asOf) { state in
      if state.isClosing { return }
      guard let index = state.entries.firstIndex(where: { $0.id == member.runtime.id }) else {
        return insert(member, at: state.entries.count, &state)
      }
      var member = member
      member.isDrained = state.entries[index].isDrained
      leave(index, replacement: member, &state)
    }
  }

  /// Removes a runtime: it takes no more requests, and is gone when its running answers are complete and nothing of it is
  /// in memory.
  package func remove(_ id: RuntimeID, asOf: Int) {
    update(id, asOf) { state in
      guard let index = state.entries.firstIndex(where: { $0.id == id }) else { return }
      leave(index, replacement: nil, &state)
    }
  }

  /// Changes budget, deadlines and the meaning of names of a runtime, whose models stay loaded.
  package func change(_ id: RuntimeID, settings: ResidencyMachine.Settings, sharesNames: Bool, asOf: Int) {
    update(id, asOf) { state in
      guard let index = state.entries.firstIndex(where: { $0.id == id }) else { return }
      if case .leaving(.some(var replacement)) = state.entries[index].role {
        replacement.settings = settings
        replacement.sharesNames = sharesNames
        state.entries[index].role = .leaving(replacement: replacement)
        return
      }
      state.entries[index].member.settings = settings
      state.entries[index].member.sharesNames = sharesNames
      state.entries[index].controller.change(settings)
      placeAll(&state)
      settleAll(&state)
    }
  }

  /// Has a runtime take no more requests and unload its models, or take part again. Its models are loaded on other
  /// runtimes that have the same weights.
  package func setDrained(_ id: RuntimeID, _ isDrained: Bool, asOf: Int) {
    update(id, asOf) { state in
      guard let index = state.entries.firstIndex(where: { $0.id == id }) else { return }
      if case .leaving(.some(var replacement)) = state.entries[index].role {
        replacement.isDrained = isDrained
        state.entries[index].role = .leaving(replacement: replacement)
      } else if !state.entries[index].isLeaving {
        state.entries[index].role = isDrained ? .drained : .open
        settleAll(&state)
      }
    }
  }

  private func leave(_ index: Int, replacement: Member?, _ state: inout State) {
    let entry = state.entries[index]
    state.entries[index].role = .leaving(replacement: replacement)
    state.scans[entry.id] = nil
    placeAll(&state)
    settleAll(&state)
  }

  private func settleAll(_ state: inout State) {
    for base in state.desired.keys.sorted() { settle(base, &state) }
  }

  /// - Parameter asOf: the audit entry of the change; one that is older than the latest of the
  ///   runtime is ignored; `nil`: nothing was changed.
  private func update(_ id: RuntimeID, _ asOf: Int?, _ body: (inout State) -> Void) {
    state.withLock { state in
      let latest = state.latestChange[id] ?? 0
      guard asOf ?? latest >= latest else { return }
      state.latestChange[id] = asOf ?? latest
      body(&state)
    }
    changed()
    removeLeft()
  }

  /// Removes the runtimes that leave and have nothing in memory any more.
  func removeLeft() {
    let hasRemoved = state.withLock { state in
      let left = state.entries.filter { $0.isLeaving && $0.controller.isEmpty }
      for entry in left { removeForGood(entry, &state) }
      return !left.isEmpty
    }
    if hasRemoved { changed() }
  }

  private func removeForGood(_ entry: Entry, _ state: inout State) {
    guard let index = state.entries.firstIndex(where: { $0.controller === entry.controller }) else { return }
    state.entries.remove(at: index)
    entry.ended.fire()
    if case .leaving(.some(let replacement)) = entry.role, !state.isClosing { insert(replacement, at: index, &state) }
  }

  // MARK: - Servers that do not answer

  /// Removes the runtimes that leave and do not unload, until it is cancelled: one whose server does not answer would
  /// stay for ever. What may still be in its memory is said in the audit trail.
  func abandonStuckPeriodically() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      let abandoned = state.withLock { state -> [(entry: Entry, models: [ResidencyReport])] in
        if state.isClosing { return [] }
        let stuck = state.entries.filter(\.isLeaving).compactMap { entry in
          entry.controller.stuckUnloads.map { (entry: entry, models: $0) }
        }
        for (entry, _) in stuck { removeForGood(entry, &state) }
        return stuck
      }
      if abandoned.isEmpty { continue }
      changed()
      for (entry, models) in abandoned { await recordAbandoned(entry, models) }
    }
  }

  private func recordAbandoned(_ entry: Entry, _ models: [ResidencyReport]) async {
    let isReplaced = if case .leaving(.some) = entry.role { true } else { false }
    let shown = models.map { "\($0.baseModel)\($0.bytes.map { " (\($0.asBytes))" } ?? "")" }.joined(separator: ", ")
    let act = Act(
      .runtimeAbandon, entityType: "runtime", entityID: entry.id.text,
      description: "\(isReplaced ? "Replaced" : "Removed") runtime \(entry.id) without an answer from it: \(shown) may "
        + "still be in its memory",
      details: [
        "models": .array(
          models.map { ["base_model": .string($0.baseModel.text), "bytes": .optional($0.bytes)] })
      ])
    await auditLog.recordIfPossible(act, outcome: .failed, as: .system(requestID: "runtimes"))
  }
}
