import Domain
import Runtimes

/// What the runtimes have.
extension RuntimePool {
  /// Asks all runtimes what they have, side by side.
  package func scan() async {
    await withTaskGroup(of: (RuntimeID, WeightsScan).self) { group in
      for entry in currentEntries { group.addTask { (entry.id, await entry.member.runtime.scan()) } }
      for await (runtime, scan) in group { apply(scan: scan, of: runtime) }
    }
  }

  /// Applies what a runtime has now.
  /// - Returns: the weights of all runtimes.
  @discardableResult
  package func apply(scan: WeightsScan, of runtime: RuntimeID) -> WeightsScan {
    guard let entry = entry(runtime) else { return self.scan }
    return apply(scan: scan, of: entry)
  }

  func apply(scan: WeightsScan, of entry: Entry) -> WeightsScan {
    let runtime = entry.id
    return state.withLock { state in
      // Its successor may have the same id.
      guard let current = state.entry(runtime), current.controller === entry.controller, !current.isLeaving else {
        return state.merged
      }
      let isBack = state.scans[runtime]?.problem != nil && scan.problem == nil
      state.scans[runtime] = scan
      let named = placeAll(&state)
      if isBack, state.entries.count > 1 {
        for weights in named[runtime] ?? [] { settle(weights.baseModel, &state) }
      }
      return state.merged
    }
  }

  /// Names the weights of all runtimes, tells each controller of its own, and settles what is elsewhere now.
  @discardableResult
  func placeAll(_ state: inout State) -> [RuntimeID: [AvailableWeights]] {
    let before = state.placements
    let named = place(&state)
    for entry in state.entries where !entry.isLeaving {
      guard let own = state.scans[entry.id] else { continue }
      entry.controller.apply(
        scan: WeightsScan(weights: named[entry.id] ?? [], skipped: own.skipped, problem: own.problem))
    }
    guard state.generations > 1 else { return named }
    for base in Set(state.placements.keys).union(before.keys).sorted() where before[base] != state.placements[base] {
      applyPin(of: base, &state)
      settle(base, &state)
    }
    return named
  }

  /// Names the weights of all runtimes, and notes which runtimes have them.
  private func place(_ state: inout State) -> [RuntimeID: [AvailableWeights]] {
    let entries = state.entries.filter { !$0.isLeaving }
    let named = Placement.name(
      entries.map { ($0.id, state.scans[$0.id]?.weights ?? []) },
      sharingNames: Set(entries.filter(\.member.sharesNames).map(\.id)))
    state.placements = [:]
    state.merged = WeightsScan(skipped: entries.flatMap { state.scans[$0.id]?.skipped ?? [] })
    for entry in entries {
      for weights in named[entry.id] ?? [] {
        if state.placements[weights.baseModel] == nil { state.merged.weights.append(weights) }
        state.placements[weights.baseModel, default: []].append(entry.id)
      }
    }
    return named
  }

  package func isAvailable(_ base: ModelID) -> Bool { state.withLock { $0.placements[base] != nil } }

  /// The weights of all runtimes, each base model once.
  package var scan: WeightsScan { state.withLock { $0.merged } }

  /// What one runtime has.
  package func scan(of runtime: RuntimeID) -> WeightsScan { entry(runtime)?.controller.scan ?? WeightsScan() }

  /// The weights of each runtime, under the names of base models, in the configured order.
  package var offers: [(runtime: RuntimeID, hasModelsFolder: Bool, weights: [AvailableWeights])] {
    currentEntries.map { ($0.id, $0.member.settings.hasModelsFolder, $0.controller.scan.weights) }
  }

  /// Base models of which an older file is in memory.
  package var outdated: Set<ModelID> {
    Set(snapshot().filter(\.report.isOutdated).map(\.report.baseModel))
  }
}
