/// Decides which of the runtimes that have the weights of a base model should load them. Pure.
package enum Placement {
  /// One runtime that has the weights.
  package struct Candidate: Sendable, Equatable {
    package var runtime: RuntimeID
    package var state: ResidencyState
    package var room: Room

    package init(runtime: RuntimeID, state: ResidencyState, room: Room) {
      self.runtime = runtime
      self.state = state
      self.room = room
    }
  }

  package enum Room: Sendable, Equatable {
    /// It is loaded, or would be now.
    case free
    /// A request would make room for it.
    case byUnloadingOthers
    case none
  }

  /// Loading follows room, then the configured order. A choice stands until the chosen runtime fails or has no room:
  /// models do not move to a runtime that comes earlier when that is back.
  /// - Parameters:
  ///   - candidates: in the configured order.
  ///   - current: what was chosen last.
  /// - Returns: `nil` if there are no candidates.
  package static func choose(among candidates: [Candidate], current: RuntimeID?) -> RuntimeID? {
    let chosen = candidates.first { $0.runtime == current }
    if let chosen, chosen.state != .failed, chosen.state != .waiting { return chosen.runtime }
    let healthy = candidates.filter { $0.state != .failed }
    let best =
      healthy.first { $0.state == .loaded } ?? healthy.first { $0.state == .loading }
      ?? healthy.first { $0.room == .free }
    if let best { return best.runtime }
    if let chosen, chosen.state == .waiting { return chosen.runtime }
    return (healthy.first { $0.room == .byUnloadingOthers } ?? chosen ?? candidates.first)?.runtime
  }

  /// Gives the weights of all runtimes the names of base models.
  ///
  /// Weights of the same name on several runtimes are one base model if they are the same: by digest, by file, or
  /// because the configuration says so of the runtime (`names: shared`). Otherwise the later ones are offered as
  /// `RUNTIME/NAME`.
  /// - Parameters:
  ///   - scans: in the configured order.
  ///   - sharingNames: the runtimes whose names mean the same weights as elsewhere.
  package static func name(
    _ scans: [(runtime: RuntimeID, weights: [AvailableWeights])], sharingNames: Set<RuntimeID>
  ) -> [RuntimeID: [AvailableWeights]] {
    var first: [String: AvailableWeights] = [:]
    var named: [RuntimeID: [AvailableWeights]] = [:]
    for (runtime, weights) in scans {
      named[runtime] = weights.map { weights in
        var weights = weights
        guard let known = first[weights.baseModel.text], known.runtime != runtime else {
          first[weights.baseModel.text] = weights
          return weights
        }
        if sharingNames.contains(runtime) || known.isSame(as: weights) { return weights }
        weights.clashesWith = known.runtime
        weights.baseModel = ModelID(stored: "\(runtime)/\(weights.baseModel)")
        return weights
      }
    }
    return named
  }
}

extension AvailableWeights {
  fileprivate func isSame(as other: AvailableWeights) -> Bool {
    if let digest, let otherDigest = other.digest { return digest == otherDigest }
    // Two runtimes that start processes share one models folder.
    return fileBytes != nil && fileBytes == other.fileBytes && fingerprint == other.fingerprint
  }
}
