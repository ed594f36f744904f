import Audit
import Domain
import Storage
import Synchronization

/// When people and keys were last used: gathered in memory and written now and then, because a write for each request
/// would cost more than the request. It is no act of anybody, and leaves no audit entry.
final class Attendance: Sendable {
  private struct Seen {
    var people: [UserID: Timestamp] = [:]
    var keys: [String: Timestamp] = [:]
  }

  private let seen = Mutex(Seen())

  func note(_ person: UserID, key: String?, _ now: Timestamp) {
    seen.withLock { seen in
      seen.people[person] = now
      if let key { seen.keys[key] = now }
    }
  }

  func write(to auditLog: AuditLog) async throws {
    let seen = seen.withLock { seen in
      defer { seen = Seen() }
      return seen
    }
    guard !seen.people.isEmpty else { return }
    try await auditLog.keepBooks { connection in
      for (person, time) in seen.people {
        try connection.execute("UPDATE user SET last_active_at = \(time.seconds) WHERE id = \(person.text)")
      }
      for (key, time) in seen.keys {
        try connection.execute("UPDATE api_key SET last_used_at = \(time.seconds) WHERE id = \(key)")
      }
    }
  }
}

extension Accounts {
  /// Writes down now and then who was there, until it is cancelled.
  package func keepAttendance(every interval: Duration = .seconds(20)) async throws {
    while !Task.isCancelled {
      try? await Task.sleep(for: interval)
      try await writeAttendance()
    }
  }

  /// Before somebody looks, and at the end.
  package func writeAttendance() async throws {
    // A look at the list must not lose what it found because the one who looks has left.
    try await Task { try await attendance.write(to: auditLog) }.value
  }
}
