import Audit
import Domain
import Storage
import Synchronization

/// When people and keys were last used: gathered in memory and written now and then, because a write for each request
/// would cost more than the request. It is no act of anybody, and leaves no audit entry.
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

  /// What cannot be written now is kept for the next time: nobody is refused anything for it.
  func write(to auditLog: AuditLog) async {
    let noted = seen.withLock { seen in
      defer { seen = Seen() }
      return seen
    }
    guard !noted.people.isEmpty else { return }
    do {
      try await auditLog.keepBooks { connection in
        for (person, time) in noted.people {
          try connection.execute("UPDATE user SET last_active_at = \(time.seconds) WHERE id = \(person.text)")
        }
        for (key, time) in noted.keys {
          try connection.execute("UPDATE api_key SET last_used_at = \(time.seconds) WHERE id = \(key)")
        }
      }
    } catch {
      // That the database cannot be written, /health says.
      seen.withLock { seen in
        seen.people.merge(noted.people) { later, _ in later }
        seen.keys.merge(noted.keys) { later, _ in later }
      }
    }
  }
}

extension Accounts {
  /// Writes down now and then who was there, until it is cancelled.
  package func writeLastSeenPeriodically(every interval: Duration = .seconds(20)) async {
    while !Task.isCancelled {
      try? await Task.sleep(for: interval)
      await writeLastSeen()
    }
  }

  /// Before somebody looks, and at the end.
  package func writeLastSeen() async {
    // A look at the list must not lose what it found because the one who looks has left.
    await Task { await lastSeen.write(to: auditLog) }.value
  }
}
