/// Decides whether a model may be loaded. Pure: controller, dry run and tests run the same code.
package enum ResidencyPlanner {
  /// For users who are no administrators: the free memory would reveal models that they may not know.
  package static let publicReasonForNoRoom = "not enough memory"

  package enum Verdict: Equatable, Sendable {
    case fits
    /// It would not fit even into an empty runtime. `advice` names the budget.
    case neverFits(reason: String, advice: String)
    /// Other models occupy the memory. `advice` names them, and so is for administrators only.
    case noRoom(reason: String, advice: String)
  }

  /// Memory of a process before it has any weights: buffers, vocabulary, code.
  package static let processBytes = 32 << 20

  /// The memory that a load may take: the size of the file and of a process; if nothing tells, none.
  /// - Parameter ownBytes: of a process without weights; `nil`: a small one.
  package static func guessedBytes(fileBytes: Int?, ownBytes: Int? = nil) -> Int {
    fileBytes.map { $0 + (ownBytes ?? processBytes) } ?? 0
  }

  /// - Parameters:
  ///   - budget: in bytes; `nil`: the runtime decides by itself what fits.
  ///   - occupants: the other base models in memory, or on their way in or out.
  package static func verdict(needed: Int, budget: Int?, occupants: [Occupant]) -> Verdict {
    guard let budget else { return .fits }
    if needed > budget {
      return .neverFits(
        reason: "needs more memory than the runtime has",
        advice: "it needs \(needed.asBytes), the budget is \(budget.asBytes); raise the budget or use smaller weights")
    }
    let used = occupants.reduce(0) { $0 + $1.bytes }
    if used + needed <= budget { return .fits }
    let room =
      used > budget
      ? "\(used.asBytes) of \(budget.asBytes) are already in use"
      : "only \((budget - used).asBytes) of \(budget.asBytes) are free"
    return .noRoom(
      reason: "needs \(needed.asBytes), but \(room)",
      advice: advice(freeing: used + needed - budget, among: occupants))
  }

  /// Which models to switch off or unload so that `missing` bytes become free: all that it names, and none needlessly.
  static func advice(freeing missing: Int, among occupants: [Occupant]) -> String {
    let victims = victims(freeing: missing, among: occupants)
    let unloading = victims.filter(\.isUnloading).map(\.baseModel.text)
    let others = victims.filter { !$0.isUnloading }.map(\.described)
    if others.isEmpty { return "wait until \(unloading.inWords) \(unloading.count == 1 ? "is" : "are") unloaded" }
    let meanwhile =
      unloading.isEmpty ? "" : "; \(unloading.inWords) \(unloading.count == 1 ? "is" : "are") being unloaded"
    return "switch off or unload \(others.inWords)\(meanwhile)"
  }

  /// Which occupants to unload so that `missing` bytes become free; all of them when even that is not enough.
  ///
  /// Disturbs as few users as possible: first the models that are being unloaded already, then idle ones, the longest
  /// unused first, then those in use; pinned ones last. Leaves out every victim that is not needed.
  package static func victims(freeing missing: Int, among occupants: [Occupant]) -> [Occupant] {
    var chosen: [Occupant] = []
    var freed = 0
    for occupant in occupants.sorted(by: Occupant.isEvictedBefore) where freed < missing {
      chosen.append(occupant)
      freed += occupant.bytes
    }
    for occupant in chosen.reversed() where freed - occupant.bytes >= missing {
      chosen.removeAll { $0 == occupant }
      freed -= occupant.bytes
    }
    return chosen
  }

  /// A base model that holds memory.
  package struct Occupant: Equatable, Sendable {
    package var baseModel: ModelID
    package var bytes: Int
    package var leases: Int
    package var waiting: Int
    package var isPinned: Bool
    /// Its process is ending, or will when its last answer is complete.
    package var isUnloading: Bool
    package var unusedFor: Duration

    package init(
      baseModel: ModelID, bytes: Int, leases: Int = 0, waiting: Int = 0, isPinned: Bool = false,
      isUnloading: Bool = false,
      unusedFor: Duration = .zero
    ) {
      self.baseModel = baseModel
      self.bytes = bytes
      self.leases = leases
      self.waiting = waiting
      self.isPinned = isPinned
      self.isUnloading = isUnloading
      self.unusedFor = unusedFor
    }

    package var isInUse: Bool { leases + waiting > 0 }

    fileprivate var described: String {
      let notes = [bytes.asBytes] + (isInUse ? ["in use"] : []) + (isPinned ? ["pinned"] : [])
      return "\(baseModel) (\(notes.joined(separator: ", ")))"
    }

    static func isEvictedBefore(_ left: Self, _ right: Self) -> Bool {
      let leftRank = (left.isUnloading ? 0 : 1, left.isPinned ? 1 : 0, left.isInUse ? 1 : 0)
      let rightRank = (right.isUnloading ? 0 : 1, right.isPinned ? 1 : 0, right.isInUse ? 1 : 0)
      if leftRank != rightRank { return leftRank < rightRank }
      if left.unusedFor != right.unusedFor { return left.unusedFor > right.unusedFor }
      return (right.bytes, left.baseModel) < (left.bytes, right.baseModel)
    }
  }
}

extension [String] {
  /// For people: `a`, `a and b`, `a, b and c`.
  var inWords: String {
    guard count > 1, let last else { return first ?? "" }
    return "\(dropLast().joined(separator: ", ")) and \(last)"
  }
}

extension Int {
  /// For people: `1.5 GiB`.
  package var asBytes: String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(self)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    if unit == 0 { return "\(self) bytes" }
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
