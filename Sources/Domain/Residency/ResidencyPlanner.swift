/// Decides what may move into memory. Pure: controller, dry run and tests run the same code.
package enum ResidencyPlanner {
  package enum Verdict: Equatable, Sendable {
    case fits
    /// It would not fit even into an empty runtime.
    case neverFits(reason: String)
    /// Others hold what it needs.
    case noRoom(reason: String)
  }

  /// Memory of a process before it has any weights: buffers, vocabulary, code.
  package static let processBytes = 32 << 20

  /// What a load will take: what it took the last time, else the size of the file and a process around it.
  package static func estimatedBytes(fileBytes: Int, lastMeasured: Int?) -> Int {
    lastMeasured ?? fileBytes + processBytes
  }

  /// - Parameter occupied: bytes that each base model in memory, or on its way in or out, is charged with.
  package static func verdict(
    needed: Int, budget: Int, occupied: [(baseModel: ModelID, bytes: Int)]
  ) -> Verdict {
    if needed > budget {
      return .neverFits(
        reason:
          "needs \(needed.asBytes), but the runtime's memory is \(budget.asBytes): raise it, or use smaller weights"
      )
    }
    let used = occupied.reduce(0) { $0 + $1.bytes }
    if used + needed <= budget { return .fits }
    let holders = occupied.sorted { $0.bytes > $1.bytes }.map {
      "\($0.baseModel) (\($0.bytes.asBytes))"
    }
    return .noRoom(
      reason:
        "needs \(needed.asBytes), but of the runtime's \(budget.asBytes) only \(max(0, budget - used).asBytes) are free: switch off one of \(holders.joined(separator: ", "))"
    )
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
