import ArgumentParser
import Domain

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List, export and verify the audit trail.",
    subcommands: [
      AuditList.self, AuditShow.self, AuditActions.self, AuditExportCommand.self, AuditVerify.self,
      AuditCheckpoint.self, AuditKeyCommand.self, AuditErase.self,
    ])
}

/// The filters that `audit list` and `audit export` share.
struct AuditFilterOptions: ParsableArguments {
  enum Outcome: String, ExpressibleByArgument, CaseIterable { case ok, denied, failed }

  @Option(help: "Only entries about this type of target, such as model.") var entityType: String?
  @Option(help: "Only entries about this target, such as a model's ID.") var entityId: String?
  @Option(help: "Only actions of this user; 'system' for Muster itself.") var userId: String?
  @Option(help: "Only this action, such as model.activate.", completion: .list(AuditAction.allCases.map(\.rawValue)))
  var action: String?
  @Option(help: "Only actions that succeeded, were denied or failed.") var outcome: Outcome?
  @Option(help: ArgumentHelp("Only entries since this time.", valueName: "time")) var from: TimeArgument?
  @Option(help: ArgumentHelp("Only entries until this time.", valueName: "time")) var to: TimeArgument?

  var query: Query {
    Query([
      "entity_type": entityType, "entity_id": entityId, "user_id": userId, "action": action,
      "outcome": outcome?.rawValue, "from": from.map { "\($0.secondsSince1970)" },
      "to": to.map { "\($0.secondsSince1970)" },
    ])
  }
}

struct AuditList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List audit entries, newest first.",
    discussion: """
      \(TimeArgument.formats)

        muster audit list --entity-id alpha --from 24h
        muster audit list --outcome denied --json
        muster audit list --search 'exam week'
      """)

  @OptionGroup var filter: AuditFilterOptions
  @Option(
    help: ArgumentHelp(
      "Only entries with these words (word* matches a prefix), or by or about a user whose name begins with them.",
      valueName: "text"))
  var search: String?
  @Option(help: "The maximum number of entries.") var limit = 50
  @Option(
    help: ArgumentHelp(
      "Only entries older than this position, which the last line of a list prints.", valueName: "position"))
  var before: String?
  @Option(help: "Skip this many of the newest entries.") var offset = 0
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    var query = filter.query
    query.add("limit", "\(limit)")
    query.add("offset", "\(offset)")
    if let search { query.add("q", search) }
    if let before { query.add("before", before) }
    let answer = try await server.connection().get("/api/v1/audit/logs", query)
    if output.json {
      print(answer.serialized())
      return
    }
    let entries = answer["items"]?.array ?? []
    output.show(Self.table(entries, AuditText(names: answer["names"] ?? .null)))
    if let next = answer["next"]?.string {
      let total = answer["total"]?.int ?? entries.count
      let number = answer["is_total_exact"]?.bool == false ? "more than \(total)" : "\(total)"
      Terminal.writeLine("\(entries.count) of \(number) entries. Older entries: --before \(next)")
    }
  }

  static func table(_ entries: [JSON], _ text: AuditText) -> TextTable {
    TextTable(
      columns: [
        .fixed("TIME"), .flexible("USER"), .fixed("ACTION"), .flexible("TARGET"), .fixed("OUTCOME"),
        .flexible("DESCRIPTION"),
      ],
      rows: entries.map { entry in
        let outcome = entry["outcome"]?.string ?? ""
        return [
          Cell(entry["created_at"]?.int.map(Terminal.localTime) ?? ""), Cell(text.actor(entry)),
          Cell(entry["action"]?.string ?? ""), Cell(text.target(entry)),
          Cell(outcome, outcome == "ok" ? .plain : .bad), Cell(entry["description"]?.string ?? ""),
        ]
      })
  }
}

struct AuditActions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "actions", abstract: "List all actions that the audit trail records.",
    discussion: """
      The same table is in docs/audit.md.

        muster audit actions
      """)

  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    guard json else { return print(AuditAction.catalog, terminator: "") }
    let events = AuditAction.allCases.map { action -> JSON in
      [
        "action": .string(action.rawValue), "when": .string(action.occasion), "changes": .optional(action.changes),
      ]
    }
    print(JSON.array(events).serialized())
  }
}

struct AuditErase: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase the names and addresses of a deleted user.",
    discussion: """
      The audit trail keeps the user's actions under their ID, and all proofs stay valid. Existing backups still \
      contain the names. Can't be undone; the user can't be restored afterwards. To find the ID: muster audit list \
      --action account.delete --json

        muster audit erase 6c7e0c7e-… --reason 'erasure request'
      """)

  @Argument(help: "The user's ID.") var userId: String
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "erase names and addresses")
    let connection = try server.connection()
    try confirmation.ask(
      "Erase the names and addresses of \(userId) from the audit trail permanently? The user can't be restored then.",
      otherwise: "Nothing was erased.")
    let answer = try await connection.post(
      "/api/v1/audit/erase", Query(), ["user_id": .string(userId), "reason": .optional(reason)], within: .seconds(3600))
    output.show(answer, text: "Erased names and addresses in \(answer["entries"]?.int ?? 0) entries.")
  }
}

struct AuditShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one audit entry, and prove that it is in the log.",
    discussion: """
      Requests the entry and its inclusion proof from the server, and verifies the proof against the latest signed \
      checkpoint. docs/audit.md says what this proves.

        muster audit show 019abc12-3456-7abc-89ab-0123456789ab
      """)

  @Argument(help: "The entry's ID.") var id: String
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
    for line in Self.lines(found["entry"] ?? .null, text) + [proof.text] { print(DisplayText.sanitized(line)) }
  }

  private static func lines(_ entry: JSON, _ text: AuditText) -> [String] {
    let (user, entity) = (entry["user_id"]?.string ?? "", entry["entity_id"]?.string ?? "")
    var lines = [
      "\(entry["created_at"]?.int.map(Terminal.localTime) ?? "")  \(entry["action"]?.string ?? "")  "
        + "\(entry["outcome"]?.string ?? "")",
      "user      \(AuditText.withID(text.actor(entry), user))",
      "target    \(entry["entity_type"]?.string ?? "") \(AuditText.withID(text.target(entry), entity))",
      "details   \(entry["description"]?.string ?? "")",
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

/// The proof that an entry is in the log of a signed checkpoint.
private struct Proof {
  var checkpoint: Checkpoint?
  var index: Int?
  var isValid = false

  init(of id: String, line: String, _ connection: ServerConnection) async throws {
    checkpoint = try await Self.checkpoint(connection)
    // The key may have been rotated between the two requests.
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
    isValid = MerkleProof.root(of: .leaf(line), index: index, size: checkpoint.size, path: path) == checkpoint.root
  }

  /// - Returns: `nil` unless it is signed with the log's key.
  private static func checkpoint(_ connection: ServerConnection) async throws -> Checkpoint? {
    guard let key = VerifierKey(try await connection.text("/api/v1/audit/key").trimmed),
      let note = SignedNote(try await connection.text("/api/v1/audit/checkpoint")), key.verifies(note)
    else { return nil }
    return Checkpoint(note.text)
  }

  var text: String {
    guard let checkpoint else { return "Not proven: the checkpoint is not signed with the log's key." }
    guard let index else { return "Not proven yet: the next checkpoint will include it in about a second." }
    return isValid
      ? "Proven: entry \(index) of \(checkpoint.size) in the log with root \(checkpoint.root.base64)."
      : "NOT PROVEN: it is not entry \(index) of the log that the checkpoint signs."
  }

  var json: JSON {
    [
      "proven": .bool(isValid), "index": .optional(index), "size": .optional(checkpoint?.size),
      "root": .optional(checkpoint?.root.base64),
    ]
  }
}
