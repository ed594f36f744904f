import Audit
import Domain
import Storage
import Synchronization

/// When users and keys were last seen: collected in memory and written periodically, because a write for each request
/// would cost more than the request. Leaves no audit entry.
final class LastSeen: Sendable {
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

  /// A failed write is tried again the next time.
  func write(to auditLog: AuditLog) async {
    let noted = seen.withLock { seen in
      defer { seen = Seen() }
      return seen
    }
    guard !noted.people.isEmpty else { return }
    do {
      try await auditLog.writeWithoutEntry { connection in
        for (person, time) in noted.people {
          try connection.execute("UPDATE user SET last_active_at = \(time.seconds) WHERE id = \(person.text)")
        }
        for (key, time) in noted.keys {
          try connection.execute("UPDATE api_key SET last_used_at = \(time.seconds) WHERE id = \(key)")
        }
      }
    } catch {
      // /health reports that the database cannot be written.
      seen.withLock { seen in
        seen.people.merge(noted.people) { later, _ in later }
        seen.keys.merge(noted.keys) { later, _ in later }
      }
    }
  }
}

extension Accounts {
  /// Until the task is cancelled.
  package func writeLastSeenPeriodically(every interval: Duration = .seconds(20)) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: interval)
      await writeLastSeen()
    }
  }

  /// Before a list of users is read, and at the end.
  package func writeLastSeen() async {
    // Not cancelled with the request: what was taken out of memory must be written.
    await Task { await lastSeen.write(to: auditLog) }.value
  }
}
