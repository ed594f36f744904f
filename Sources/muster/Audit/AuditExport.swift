import ArgumentParser
import Domain
import Foundation

struct AuditExportCommand: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case bundle, jsonl, csv, names, leaves }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Export the audit trail, to verify it elsewhere.",
    discussion: """
      Without --format, exports a bundle for an auditor: a folder with the entries (entries.jsonl), the hashes of the \
      log (leaves.txt), names and addresses (names.jsonl), the signed checkpoint (checkpoint.txt) and the public key \
      (key.txt). The auditor should get the key and an earlier checkpoint from another source: see docs/audit.md.

        muster audit export trail
        muster audit export trail.csv --format csv --from 2026-01-01
      """)

  @Argument(help: "The folder to write, or the file with --format.", completion: .file()) var target: String
  @Option(help: "A bundle, one file of it (jsonl, names, leaves), or a table for spreadsheets (csv).") var format =
    Format.bundle
  @OptionGroup var filter: AuditFilterOptions
  @Flag(help: "Overwrite existing files.") var force = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if format == .bundle, !filter.query.text.isEmpty {
      throw ValidationError(
        "A bundle always has the whole log, because parts of it can't be verified. To export a part, pass --format jsonl or csv."
      )
    }
  }

  func run() async throws {
    let connection = try server.connection()
    if FileManager.default.fileExists(atPath: target), !force {
      throw CommandFailure.refused("\(target) exists. Choose another name, or pass --force to overwrite it.")
    }
    guard format == .bundle else {
      let size = try await write(format.rawValue, filter.query, to: target, connection)
      return output.show(
        ["file": .string(target), "size": .int(size)], text: "Exported to \(target), up to entry \(size).")
    }
    try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
    // The key comes before the checkpoint: the log has a signature for each later key.
    let key = try await connection.text("/api/v1/audit/key")
    let checkpoint = try await connection.text("/api/v1/audit/checkpoint")
    guard let size = SignedNote(checkpoint).flatMap({ Checkpoint($0.text) })?.size else {
      throw CommandFailure.unreachable("The server sent an invalid checkpoint.")
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
        "Exported \(size) entries, their checkpoint and the public key to \(target).",
        "Verify it: muster audit verify \(target) --checkpoint \(target)/checkpoint.txt --key \(target)/key.txt",
      ])
  }

  /// - Returns: the number of the log's entries that the export covers.
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
