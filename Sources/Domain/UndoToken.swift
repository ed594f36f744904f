/// Undoes one change, once, within a day; for the user who did it and administrators.
package struct UndoToken: Sendable, Equatable {
  package static let lifetimeSeconds = 86_400

  /// Identifies the change in the list of recent changes, which only its author may read.
  package var actID: String
  package var text: String
  package var expiresAt: Timestamp

  /// With 128 random bits.
  package static func new(actID: String, at now: Timestamp) -> UndoToken {
    let (high, low) = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    return UndoToken(
      actID: actID, text: "undo-\(String(high, radix: 36))-\(String(low, radix: 36))",
      expiresAt: Timestamp(seconds: now.seconds + lifetimeSeconds))
  }
}

/// A user or group that an undo has restored.
package struct RestoredSubject: Sendable, Equatable {
  /// Something that could not be restored, e.g. the membership in a group that was deleted later.
  package struct Skipped: Sendable, Equatable {
    /// `group`, `user` or `model`.
    package var type: String
    package var id: String
    package var why: String

    package init(type: String, id: String, why: String) {
      self.type = type
      self.id = id
      self.why = why
    }
  }

  package var subject: Grant.Grantee
  package var name: String
  package var skipped: [Skipped]

  package init(subject: Grant.Grantee, name: String, skipped: [Skipped]) {
    self.subject = subject
    self.name = name
    self.skipped = skipped
  }
}
