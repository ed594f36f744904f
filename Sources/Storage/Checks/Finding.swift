/// Something that a look at the house found, in words for whoever runs it.
package struct Finding: Equatable, Sendable {
  package enum Severity: String, Sendable, CaseIterable {
    /// Worth knowing; nothing is wrong.
    case note
    /// Nothing is lost yet.
    case warning
    /// Something is broken, or lost when nobody acts.
    case error
  }

  package var severity: Severity
  package var what: String
  /// A file, or the table and the id of what is meant.
  package var place: String
  /// What to do about it.
  package var mend: String

  package init(_ severity: Severity, _ what: String, at place: String, mend: String) {
    self.severity = severity
    self.what = what
    self.place = place
    self.mend = mend
  }
}
