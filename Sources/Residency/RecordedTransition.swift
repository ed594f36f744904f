import Audit
import Domain

/// A change of state as the audit trail has it.
struct RecordedTransition: Sendable {
  let transition: ResidencyTransition
  /// What a load took, in seconds and in bytes.
  private let loadTime: Duration?
  private let bytes: Int?

  init(_ transition: ResidencyTransition, _ report: ResidencyReport?) {
    self.transition = transition
    let isLoad = transition.from == .loading && transition.to == .loaded
    loadTime = isLoad ? report?.loadTime : nil
    bytes = isLoad ? report?.bytes : nil
  }

  var act: Act {
    var description = "\(transition.baseModel) went from \(transition.from.rawValue) to \(transition.to.rawValue)"
    for part in [transition.reason, transition.advice].compactMap(\.self) { description += ": \(part)" }
    var details: JSON.Object = [:]
    details["advice"] = transition.advice.map(JSON.string)
    details["cause"] = transition.cause.map(JSON.string)
    details["freed_bytes"] = transition.freedBytes.map(JSON.int)
    details["load_milliseconds"] = loadTime.map { .int($0.milliseconds) }
    details["bytes"] = bytes.map(JSON.int)
    return Act(
      transition.to.audited, entityType: "residency", entityID: transition.baseModel.text, description: description,
      changes: [
        FieldChange("state", before: .string(transition.from.rawValue), after: .string(transition.to.rawValue))
      ], reason: transition.reason, details: details)
  }
}

extension Duration {
  fileprivate var milliseconds: Int {
    Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
