import Domain
import Storage

/// A state that a base model came into.
package struct ResidencyMoment: Sendable, Equatable {
  package var at: Timestamp
  package var state: ResidencyState
  package var reason: String?
  /// For administrators: it may name other models.
  package var advice: String?
  /// What led to it; for administrators, for the same reason.
  package var cause: String?
  package var loadMilliseconds: Int?
  package var bytes: Int?
  package var freedBytes: Int?
}

extension AuditLog {
  /// A model that crashes again and again must not make the answer arbitrarily long.
  private static let mostMoments = 2000

  /// The states of a base model since `since`, oldest first, preceded by its state at that time.
  ///
  /// Read from the audit trail. The caller of this function checks permissions.
  package func residencyHistory(of base: ModelID, since: Timestamp) async throws -> [ResidencyMoment] {
    try await catchUp()
    return try await database.read { connection in
      func sequences(_ condition: SQL, limit: Int) throws -> [Int] {
        try connection.query(
          """
          SELECT sequence FROM audit_index WHERE entity_id = \(base.text) AND entity_type = 'residency'
            AND action IN \(in: ResidencyState.allCases.map(\.audited.rawValue)) AND \(condition)
          ORDER BY sequence DESC LIMIT \(limit)
          """
        ) { try $0.int("sequence") }
      }
      let during = try sequences("created_at >= \(since.seconds)", limit: Self.mostMoments)
      let before = try sequences("created_at < \(since.seconds)", limit: 1)
      return try connection.query(
        "SELECT line FROM audit_entry WHERE sequence IN \(in: during + before) ORDER BY sequence"
      ) { ResidencyMoment(try JSON(parsing: $0.text("line"))) }.compactMap(\.self)
    }
  }
}

extension ResidencyMoment {
  fileprivate init?(_ entry: JSON) {
    guard let text = entry["changes"]?["state"]?["after"]?.string, let state = ResidencyState(rawValue: text),
      let seconds = entry["created_at"]?.int
    else { return nil }
    let metadata = entry["audit_metadata"]
    let (reason, advice) = Self.parts(metadata?["reason"]?.string, metadata?["advice"]?.string)
    self.init(
      at: Timestamp(seconds: seconds), state: state, reason: reason, advice: advice, cause: metadata?["cause"]?.string,
      loadMilliseconds: metadata?["load_milliseconds"]?.int, bytes: metadata?["bytes"]?.int,
      freedBytes: metadata?["freed_bytes"]?.int)
  }

  private static let adviceBegins = "switch off one of "

  /// Entries from before the advice had a place of its own have it at the end of the reason.
  private static func parts(_ reason: String?, _ advice: String?) -> (reason: String?, advice: String?) {
    guard advice == nil, let reason, let cut = reason.firstRange(of: ": " + adviceBegins) else {
      return (reason, advice)
    }
    return (String(reason[..<cut.lowerBound]), adviceBegins + reason[cut.upperBound...])
  }
}

extension ResidencyState {
  /// The audit action of the transition to it.
  package var audited: AuditAction {
    switch self {
    case .unloaded: .residencyUnloaded
    case .waiting: .residencyWaiting
    case .loading: .residencyLoading
    case .loaded: .residencyLoaded
    case .draining: .residencyDraining
    case .unloading: .residencyUnloading
    case .failed: .residencyFailed
    }
  }
}
