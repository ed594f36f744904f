import Audit
import Domain

/// A transition as the audit trail records it.
struct RecordedTransition: Sendable {
  /// Of the requests that a process took with it, so many are named.
  private static let mostNamed = 20

  let transition: ResidencyTransition
  let runtime: RuntimeID
  /// What a load took, in seconds and in bytes.
  private let loadTime: Duration?
  private let bytes: Int?
  private let shortfall: String?
  /// The requests that were running when the process ended.
  let lost: [LeaseHolder]

  init(_ transition: ResidencyTransition, on runtime: RuntimeID, _ report: ResidencyReport?, lost: [LeaseHolder] = []) {
    self.transition = transition
    self.runtime = runtime
    self.lost = lost
    let isLoad = transition.from == .loading && transition.to == .loaded
    loadTime = isLoad ? report?.loadTime : nil
    bytes = isLoad ? report?.bytes : nil
    shortfall = isLoad ? report?.outcome?.shortfallText : nil
  }

  var act: Act {
    var description = "\(transition.baseModel) went from \(transition.from.rawValue) to \(transition.to.rawValue)"
    for part in [transition.reason, transition.advice, shortfall].compactMap(\.self) { description += ": \(part)" }
    if !lost.isEmpty {
      description += lost.count == 1 ? "; 1 request was running" : "; \(lost.count) requests were running"
    }
    var details: JSON.Object = ["runtime": .string(runtime.text)]
    details["advice"] = transition.advice.map(JSON.string)
    details["cause"] = transition.cause.map(JSON.string)
    details["freed_bytes"] = transition.freedBytes.map(JSON.int)
    details["load_milliseconds"] = loadTime.map { .int($0.wholeMilliseconds) }
    details["bytes"] = bytes.map(JSON.int)
    details["smaller"] = shortfall.map(JSON.string)
    if !lost.isEmpty {
      details["running_requests"] = .array(lost.prefix(Self.mostNamed).map(\.recorded))
      details["running_requests_total"] = .int(lost.count)
    }
    return Act(
      transition.to.audited, entityType: "residency", entityID: transition.baseModel.text, description: description,
      changes: [
        FieldChange("state", before: .string(transition.from.rawValue), after: .string(transition.to.rawValue))
      ], reason: transition.reason, details: details)
  }
}

extension LeaseHolder {
  fileprivate var recorded: JSON {
    ["request_id": .string(requestID), "user_id": .string(userID.text), "model": .string(model.text)]
  }
}

extension ResidencyTransition {
  /// The process ended, or has to, under the requests that it was answering.
  var isLossOfProcess: Bool {
    (from == .loaded || from == .draining) && reason != nil && (to == .failed || to == .unloaded || to == .unloading)
  }
}
