import ArgumentParser
import Domain

struct AuditShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one entry, and prove that it is in the log.",
    discussion: """
      Asks the server for the line that is proven, for the way from it to the newest checkpoint, and computes the rest \
      here. What that shows, and what not, is in docs/audit.md.

        muster audit show 019abc12-3456-7abc-89ab-0123456789ab
      """)

  @Argument(help: "The entry's id.") var id: String
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await connection.get("/api/v1/audit/logs/\(Query.encoded(id))")
    let proof = try await Proof(of: id, line: found["line"]?.string ?? "", connection)
    if output.json {
      var whole = found.object ?? [:]
      whole["proof"] = proof.json
      print(JSON.object(whole).serialized())
      return
    }
    let text = AuditText(names: found["names"] ?? .null)
    for line in Self.lines(found["entry"] ?? .null, text) + [proof.words] { print(DisplayText.harmless(line)) }
  }

  private static func lines(_ entry: JSON, _ text: AuditText) -> [String] {
    let (user, entity) = (entry["user_id"]?.string ?? "", entry["entity_id"]?.string ?? "")
    var lines = [
      "\(entry["created_at"]?.int.map(Terminal.localTime) ?? "")  \(entry["action"]?.string ?? "")  "
        + "\(entry["outcome"]?.string ?? "")",
      "who      \(AuditText.withID(text.actor(entry), user))",
      "on       \(entry["entity_type"]?.string ?? "") \(AuditText.withID(text.target(entry), entity))",
      "what     \(entry["description"]?.string ?? "")",
    ]
    for (field, change) in entry["changes"]?.object ?? [:] {
      let (before, after) = (change["before"] ?? .null, change["after"] ?? .null)
      lines.append("\(text.label(field)):  \(text.value(before, of: field))  →  \(text.value(after, of: field))")
    }
    for (name, value) in entry["audit_metadata"]?.object ?? [:] where !value.isNull {
      lines.append("\(text.label(name)):  \(text.value(value, of: name))")
    }
    return lines
  }
}

/// That one line is in the log that a checkpoint was signed for.
private struct Proof {
  var checkpoint: Checkpoint?
  var index: Int?
  var isGood = false

  init(of id: String, line: String, _ connection: ServerConnection) async throws {
    checkpoint = try await Self.checkpoint(connection)
    // The key may just be exchanged.
    if checkpoint == nil { checkpoint = try await Self.checkpoint(connection) }
    guard let checkpoint else { return }
    let answer = try await connection.answer(
      toGet: "/api/v1/audit/proof/inclusion", Query(["id": id, "size": "\(checkpoint.size)"]))
    // The next checkpoint will cover it.
    if answer.status == 409 { return }
    let proof = try connection.content(of: answer)
    index = proof["index"]?.int
    let path = (proof["path"]?.array ?? []).compactMap { $0.string.flatMap(MerkleHash.init(base64:)) }
    guard let index else { return }
    isGood = MerkleProof.root(of: .leaf(line), index: index, size: checkpoint.size, path: path) == checkpoint.root
  }

  /// - Returns: `nil` unless it is signed with the log's key.
  private static func checkpoint(_ connection: ServerConnection) async throws -> Checkpoint? {
    guard let key = VerifierKey(try await connection.text("/api/v1/audit/key").trimmed),
      let note = SignedNote(try await connection.text("/api/v1/audit/checkpoint")), key.verifies(note)
    else { return nil }
    return Checkpoint(note.text)
  }

  var words: String {
    guard let checkpoint else { return "Not proven: the checkpoint is not signed with the log's key." }
    guard let index else { return "Not proven yet: the next checkpoint, in about a second, will cover it." }
    return isGood
      ? "Proven: number \(index) of the \(checkpoint.size) entries that the checkpoint \(checkpoint.root.base64) is for."
      : "NOT PROVEN: the line is not number \(index) of the log that the checkpoint is for."
  }

  var json: JSON {
    [
      "proven": .bool(isGood), "index": .optional(index), "size": .optional(checkpoint?.size),
      "root": .optional(checkpoint?.root.base64),
    ]
  }
}
