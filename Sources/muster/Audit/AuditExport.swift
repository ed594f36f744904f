import ArgumentParser
import Domain
import Foundation

struct AuditExportCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case bundle, jsonl, csv, names, leaves }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export the audit trail, to be verified elsewhere.",
    discussion: """
      A bundle is a folder for an auditor: the entries as they are proven (entries.jsonl), the hashes of the log \
      (leaves.txt), the names and addresses that are known (names.jsonl), the checkpoint that all of it fits \
      (checkpoint.txt) and the public key (key.txt). Whoever checks it should have the key, and an earlier checkpoint, \
      from somewhere else: see docs/audit.md.

        muster audit export trail
        muster audit export trail.csv --format csv --from 2026-01-01
      """)

  @Argument(help: "The folder, or with --format the file, to write.", completion: .file()) var target: String
  @Option(help: "A bundle, or one file of it, or a table with names for spreadsheets.") var format = Format.bundle
  @OptionGroup var filter: AuditFilterOptions
  @Flag(help: "Replace what is there.") var force = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if format == .bundle, !filter.query.text.isEmpty {
      throw ValidationError(
        "A bundle is the whole log: parts of it prove nothing. For a part say --format jsonl or csv.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    if FileManager.default.fileExists(atPath: target), !force {
      throw CommandFailure.refused("\(target) exists. Choose another name, or say --force to replace it.")
    }
    guard format == .bundle else {
      let size = try await write(format.rawValue, filter.query, to: target, connection)
      return output.show(["file": .string(target), "size": .int(size)], words: "\(target): up to entry \(size)")
    }
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    // Before the checkpoint: the log vouches for each key that comes after this one.
    let key = try await connection.text("/api/v1/audit/key")
    let checkpoint = try await connection.text("/api/v1/audit/checkpoint")
    guard let size = SignedNote(checkpoint).flatMap({ Checkpoint($0.text) })?.size else {
      throw CommandFailure.unreachable("What the server gave as its checkpoint is none.")
    }
    let parts = [("jsonl", "entries.jsonl"), ("leaves", "leaves.txt"), ("names", "names.jsonl")]
    for (format, file) in parts {
      _ = try await write(format, Query(["size": "\(size)"]), to: "\(target)/\(file)", connection)
    }
    try checkpoint.write(toFile: "\(target)/checkpoint.txt", atomically: true, encoding: .utf8)
    try key.write(toFile: "\(target)/key.txt", atomically: true, encoding: .utf8)
    output.show(
      ["folder": .string(target), "size": .int(size)],
      lines: [
        "\(target): \(size) entries, their checkpoint and the public key.",
        "Check it: muster audit verify \(target) --checkpoint \(target)/checkpoint.txt --key \(target)/key.txt",
      ])
  }

  /// - Returns: up to which entry.
  private func write(
    _ format: String, _ query: Query, to path: String, _ connection: ServerConnection
  ) async throws -> Int {
    let partial = path + ".partial"
    guard FileManager.default.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: partial)
    else { throw CommandFailure.unusable("\(partial) cannot be written.") }
    var query = query
    query.add("format", format)
    do {
      let headers = try await connection.download("/api/v1/audit/export", query, to: file) { bytes in
        Terminal.progress("\(path): \(ByteCount.approximate(bytes))")
      }
      try file.close()
      Terminal.progress("")
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
      try FileManager.default.moveItem(atPath: partial, toPath: path)
      return headers.first(name: "X-Audit-Size").flatMap(Int.init) ?? 0
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }
}
