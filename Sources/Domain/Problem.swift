/// A problem for `GET /health`.
package struct Problem: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// Nothing can be stored.
    case storage
    /// The audit trail was altered, or is not being signed.
    case audit
    /// Checkpoints do not reach a channel.
    case publishing
    case backups
    case openFiles = "open_files"
    /// A model makes no progress, or hangs.
    case models

    /// For callers that may not know names and paths.
    package var summary: String {
      switch self {
      case .storage: "Changes cannot be stored."
      case .audit: "The audit trail has a problem."
      case .publishing: "Checkpoints of the audit trail are not published."
      case .backups: "The last backup failed."
      case .openFiles: "Muster is out of file descriptors."
      case .models: "A model makes no progress."
      }
    }
  }

  package var kind: Kind
  /// For administrators: names models, files and causes.
  package var detail: String

  package init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
