import ArgumentParser
import Domain
import Storage

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Back up the database, whether or not Muster is running.",
    discussion: """
      Works on the data folder of the configuration, without the server. The backup is one SQLite file with a \
      consistent snapshot of the database; the command verifies it before it renames it to its final name. It does not \
      contain the folder 'keys': if it is restored elsewhere, users must sign in again, and the audit trail continues \
      with a new key.

        muster backup /mnt/backups/muster.db --config muster.yaml
      """)

  @Argument(help: "The file to write.", completion: .file()) var target: String
  @Flag(help: "Overwrite an existing file.") var force = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let configuration = try file.load().configuration
    let source = DatabaseFile(DataFolder.database(in: configuration.data))
    guard source.exists else {
      throw CommandFailure.unusable("There is no database in the data folder \(configuration.data).")
    }
    let contents: DatabaseFile.Contents
    do {
      contents = try await Backup.make(of: source, at: target, as: DataFolder.kind, replacing: force) { share in
        Terminal.progress("Copying: \(Int(share * 100))%\(share >= 1 ? "; verifying the copy" : "")")
      }
      Terminal.progress("")
    } catch let error as Backup.Exists {
      throw CommandFailure.refused("\(error) Choose another name, or pass --force to overwrite it.")
    } catch let unfit as UnfitFile {
      throw CommandFailure(unfit, file: source.path, advice: "Nothing was written. 'muster doctor' says more.")
    } catch let error where !(error is CancellationError) {
      throw CommandFailure.refused("The backup failed: \(error)")
    }
    output.show(
      contents.json(after: [
        "file": .string(target), "bytes": .int(DatabaseFile(target).bytes), "verified": true,
      ]),
      lines: [
        "\(target): \(ByteCount.approximate(DatabaseFile(target).bytes)), \(contents.text)",
        "Verified: all pages, indexes and references are intact, and all rows are in it.",
        "It does not contain the keys: if it is restored elsewhere, users must sign in again, and the audit trail "
          + "continues with a new key.",
      ])
  }
}

extension DatabaseFile.Contents {
  private static let nouns = [
    ("user", "user", "users"), ("model", "model", "models"), ("model_revision", "revision", "revisions"),
    ("billing_audit_log", "audit entry", "audit entries"),
  ]

  var text: String {
    let counts = Self.nouns.map { table, one, many in
      let count = rows[table] ?? 0
      return "\(count) \(count == 1 ? one : many)"
    }
    return counts.joined(separator: ", ") + ", schema \(schema)"
  }

  /// `fields`, followed by the schema and the numbers of rows.
  func json(after fields: JSON.Object) -> JSON {
    var fields = fields
    fields["schema"] = .int(schema)
    fields["rows"] = .object(JSON.Object(Self.nouns.map { (key: $0.0, value: .int(rows[$0.0] ?? 0)) }))
    return .object(fields)
  }
}

extension CommandFailure {
  init(_ unfit: UnfitFile, file: String, advice: String) {
    let message = "\(file): \(unfit). \(advice)"
    self =
      switch unfit {
      case .missing, .unfinished: .refused(message)
      case .truncated, .damaged: .damaged(message)
      case .foreign: .unrecognized(message)
      case .newer: .newer(message)
      }
  }
}

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restore a backup. Stop Muster first.",
    discussion: """
      Verifies the whole backup before it changes anything. Keeps the current database in the data folder, under \
      'replaced'. Users, passwords, keys and permissions are then as they were at the time of the backup: anything \
      revoked since is valid again.

        muster restore /mnt/backups/muster.db --config muster.yaml --replace

      Additional exit codes: 5 the backup is truncated or damaged, 6 it is not a Muster backup, 7 a newer version made \
      it.
      """)

  @Argument(help: "The backup file.", completion: .file()) var backup: String
  @Flag(help: "Replace the existing database. It is kept in the data folder.") var replace = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let configuration = try file.load().configuration
    let restore = DatabaseRestore(backup: DatabaseFile(backup), folder: configuration.data, mayReplace: replace)
    let done = try await restore.perform()
    output.show(
      done.contents.json(after: [
        "file": .string(backup), "replaced": .optional(done.kept), "entries_before": .optional(done.entriesBefore),
        "entries_now": .int(done.entriesNow),
      ]), lines: lines(done))
  }

  private func lines(_ done: DatabaseRestore.Outcome) -> [String] {
    var lines = ["Restored \(backup): \(done.contents.text)."]
    if let kept = done.kept {
      let count = done.entriesBefore.map { ", with \($0) audit entries" } ?? ""
      lines.append("The previous database is kept: \(kept)\(count).")
    }
    if !done.hasSessionKey {
      lines.append("Backups contain no session key, and this data folder has none: users must sign in again.")
    }
    lines.append("Keys, sessions and permissions that were revoked after the backup are valid again. Review them.")
    return lines
  }
}
