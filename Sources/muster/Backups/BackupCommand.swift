import ArgumentParser
import Domain
import Storage

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Make a backup of the database, while Muster runs or not.",
    discussion: """
      Speaks to no server: reads the data folder of the configuration. The backup is one SQLite file with all that the \
      database held at one moment; it is read back and checked before it gets its name. The key that signs sessions is \
      not in it: where it is restored without the old data folder, people sign in again.

        muster backup /mnt/backups/muster.db --config muster.yaml
      """)

  @Argument(help: "The file to write.", completion: .file()) var target: String
  @Flag(help: "Replace the file if there is one.") var force = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let configuration = try file.load().configuration
    let source = DatabaseFile(DataFolder.database(in: configuration.data))
    guard source.exists else {
      throw CommandFailure.unusable("No Muster has kept anything in the data folder \(configuration.data) yet.")
    }
    let contents: DatabaseFile.Contents
    do {
      contents = try await Backup.make(of: source, at: target, as: DataFolder.kind, replacing: force) { share in
        Terminal.progress("Copying: \(Int(share * 100)) %\(share >= 1 ? "; checking the copy" : "")")
      }
      Terminal.progress("")
    } catch let error as Backup.Exists {
      throw CommandFailure.refused("\(error) Choose another name, or say --force to replace it.")
    } catch let unfit as UnfitFile {
      throw CommandFailure(unfit, file: source.path, advice: "Nothing was written. 'muster doctor' looks closer.")
    } catch let error where !(error is CancellationError) {
      throw CommandFailure.refused("No backup was made: \(error)")
    }
    output.show(
      contents.json([
        "file": .string(target), "bytes": .int(DatabaseFile(target).bytes), "verified": true,
      ]),
      lines: [
        "\(target): \(ByteCount.approximate(DatabaseFile(target).bytes)), \(contents.words)",
        "Verified: every page, index and reference is good, and all rows are there that the database had.",
        "The key that signs sessions is not in it; restored elsewhere, people sign in again.",
      ])
  }
}

extension DatabaseFile.Contents {
  /// In the order of the trail: who, what, what was before, who did it.
  private static let nouns = [
    ("user", "person", "people"), ("model", "model", "models"), ("model_revision", "revision", "revisions"),
    ("billing_audit_log", "audit entry", "audit entries"),
  ]

  var words: String {
    let counts = Self.nouns.map { table, one, many in
      let count = rows[table] ?? 0
      return "\(count) \(count == 1 ? one : many)"
    }
    return counts.joined(separator: ", ") + ", schema \(schema)"
  }

  /// Schema and rows after what else is to be told.
  func json(_ told: JSON.Object) -> JSON {
    var told = told
    told["schema"] = .int(schema)
    told["rows"] = .object(JSON.Object(Self.nouns.map { (key: $0.0, value: .int(rows[$0.0] ?? 0)) }))
    return .object(told)
  }
}

extension CommandFailure {
  init(_ unfit: UnfitFile, file: String, advice: String) {
    let message = "\(file): \(unfit). \(advice)"
    self =
      switch unfit {
      case .missing, .unfinished: .refused(message)
      case .truncated, .damaged: .damaged(message)
      case .foreign: .foreign(message)
      case .newer: .newer(message)
      }
  }
}

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
