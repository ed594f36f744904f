import Domain
import Residency

/// What is in memory, as the API's clients read it.
package enum ResidencyWire {
  static func residency(_ live: LiveResidency) -> JSON {
    let report = live.report
    return [
      "base_model": .string(report.baseModel.text), "runtime": .string(live.runtime.text),
      "desired": report.isWanted ? "loaded" : "unloaded", "state": .string(report.state.rawValue),
      "reason": .optional(report.reason), "cause": .optional(report.cause), "since": .int(live.since.seconds),
      "retry_at": .optional(live.retryAt?.seconds), "bytes": .int(report.bytes), "leases": .int(report.leases),
      "waiting": .int(report.waiting), "load_seconds": report.loadTime.map(seconds) ?? .null,
      "pid": .optional(report.processID),
    ]
  }

  static func runtime(_ settings: RuntimeSummary, _ states: [LiveResidency]) -> JSON {
    [
      "id": .string(settings.id.text), "kind": "process", "budget_bytes": .int(settings.budgetBytes),
      "used_bytes": .int(states.reduce(0) { $0 + $1.report.bytes }), "models": .array(states.map(residency)),
    ]
  }

  private static func seconds(_ duration: Duration) -> JSON {
    let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    return .number("\(Double(milliseconds) / 1000)")
  }
}

/// Of a runtime's settings, what people may know.
package struct RuntimeSummary: Sendable {
  package var id: RuntimeID
  package var budgetBytes: Int

  package init(id: RuntimeID, budgetBytes: Int) {
    self.id = id
    self.budgetBytes = budgetBytes
  }
}
