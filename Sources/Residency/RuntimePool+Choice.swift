import Domain

/// The choice of the runtime that answers a request. It costs each request time, so that it allocates nothing.
extension RuntimePool {
  /// The runtimes that may answer for a base model, in the configured order, and how busy each is with it.
  struct Route: Sendable {
    /// At least one.
    var entries: [Entry]
    /// Of each entry, where there are several.
    var gauges: [LeaseGauge]

    /// The least busy one that has the model loaded, without those that were tried.
    func leastBusy(besides tried: Set<RuntimeID>) -> Entry? {
      var best: (index: Int, leases: Int)?
      for index in gauges.indices {
        guard let leases = gauges[index].leasesIfReady, leases < best?.leases ?? .max else { continue }
        if tried.isEmpty || !tried.contains(entries[index].id) { best = (index, leases) }
      }
      return best.map { entries[$0.index] }
    }

    func hasEntry(besides tried: Set<RuntimeID>) -> Bool {
      for index in entries.indices where !tried.contains(entries[index].id) { return true }
      return false
    }

    func hasOpenEntry(besides runtimes: Set<RuntimeID>) -> Bool {
      for index in entries.indices where entries[index].isOpen && !runtimes.contains(entries[index].id) { return true }
      return false
    }
  }

  /// The runtimes that have the weights, without those that are drained or leave unless there are only those. When none
  /// has, the one that had them or that the name begins with, or else the first: it says why there is nothing.
  func candidates(for base: ModelID) -> [Entry] { route(for: base).entries }

  func route(for base: ModelID) -> Route { state.withLock { $0.route(for: base) } }

  /// The least busy one that has the model loaded, else the one that is chosen to load it.
  /// - Parameter tried: runtimes that are out of the question; not all of the route.
  func best(of route: Route, for base: ModelID, besides tried: Set<RuntimeID> = []) -> Entry {
    if route.entries.count < 2 { return route.entries[0] }
    if let entry = route.leastBusy(besides: tried) { return entry }
    let untried = route.entries.filter { !tried.contains($0.id) }
    let choice = Placement.choose(
      among: untried.map { $0.controller.candidate(for: base) }, current: state.withLock { $0.chosen[base] })
    return untried.first { $0.id == choice } ?? untried.first ?? route.entries[0]
  }
}

extension RuntimePool.State {
  /// Made once for each base model with placements; every change of entries or placements forgets it.
  mutating func route(for base: ModelID) -> RuntimePool.Route {
    if let known = routes[base] { return known }
    if entries.count > 1, let route = routeToPlacements(of: base) {
      routes[base] = route
      return route
    }
    let entry =
      chosen[base].flatMap(entry) ?? entries.first { base.text.hasPrefix("\($0.id)/") }
      ?? entries.first(where: \.isOpen) ?? entries.first
    return RuntimePool.Route(entries: entry.map { [$0] } ?? [], gauges: [])
  }

  private func routeToPlacements(of base: ModelID) -> RuntimePool.Route? {
    guard let all = placements[base]?.compactMap(entry), !all.isEmpty else { return nil }
    let open = all.filter(\.isOpen)
    let entries = open.isEmpty ? all : open
    return RuntimePool.Route(
      entries: entries, gauges: entries.count > 1 ? entries.map { $0.controller.gauge(of: base) } : [])
  }
}
