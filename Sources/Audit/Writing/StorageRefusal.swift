import Domain
import Storage

extension Refusal {
  /// The refusal when the database cannot be used: what is wrong and what still works.
  /// - Returns: `nil` when the error is not one of the disk, the file system or the database's file.
  package init?(storage error: any Error) {
    guard let failure = StorageFailure(error, path: "") else { return nil }
    switch failure.cause {
    case .diskFull:
      self.init(
        .outOfStorage, code: "storage.full",
        detail: "The disk is full, so this change was not stored. \(Self.stillWorking) Free up space on the disk of "
          + "the data folder.")
    case .readOnly:
      self.init(
        .unavailable, code: "storage.read_only",
        detail: "The data folder is read-only, so this change was not stored. \(Self.stillWorking) Make the data "
          + "folder writable.")
    case .lost:
      self.init(
        .unavailable, code: "storage.lost",
        detail: "The database file was removed or replaced, or its disk is gone, so this change was not stored. "
          + "\(Self.stillWorking) Put the data folder back and restart Muster, or restore a backup.")
    case .locked:
      self.init(
        .unavailable, code: "storage.locked",
        detail: "Another program has locked the database. Try again in a few seconds.", retryAfterSeconds: 5)
    case .damaged:
      self.init(
        .unavailable, code: "storage.damaged",
        detail: "The database is damaged. Run 'muster doctor', and restore a backup.")
    case .failed:
      self.init(
        .unavailable, code: "storage.failed",
        detail: "The disk reports an error, so this change was not stored. \(Self.stillWorking) Check the disk of the "
          + "data folder.")
    }
  }

  private static let stillWorking =
    "Active models still answer, and models can still be switched off; other changes and new sign-ins have to wait."
}
