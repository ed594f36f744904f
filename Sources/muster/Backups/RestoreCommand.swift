import ArgumentParser
import Domain
import Storage

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of the database of a stopped Muster.",
    discussion: """
      Checks all of the backup before anything is touched. What it replaces is kept in the data folder, in a folder of \
      'replaced' that is named after the time. People, passwords, keys and rights are then as they were when the backup \
      was made: what was revoked since is good again.

        muster restore /mnt/backups/muster.db --config muster.yaml --replace

      Exit codes besides those of all commands: 5 the backup is cut short or damaged, 6 it is not Muster's, 7 it was \
      made by a newer version.
      """)

  @Argument(help: "The backup.", completion: .file()) var backup: String
  @Flag(help: "Replace the database that is there; it is kept.") var replace = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let configuration = try file.load().configuration
    let restoration = Restoration(backup: DatabaseFile(backup), folder: configuration.data, mayReplace: replace)
    let done = try await restoration.perform()
    output.show(
      done.contents.json([
        "file": .string(backup), "replaced": .optional(done.kept), "entries_before": .optional(done.entriesBefore),
        "entries_now": .int(done.entriesNow),
      ]), lines: lines(done))
  }

  private func lines(_ done: Restoration.Outcome) -> [String] {
    var lines = ["Restored \(backup): \(done.contents.words)."]
    if let kept = done.kept {
      let count = done.entriesBefore.map { ", with \($0) audit entries" } ?? ""
      lines.append("What was there before is kept: \(kept)\(count).")
    }
    if !done.hasSessionKey {
      lines.append("There is no key of sessions here, as none is in a backup: people sign in again.")
    }
    lines.append("Keys, sessions and rights that were taken away after the backup was made are good again: look.")
    return lines
  }
}
