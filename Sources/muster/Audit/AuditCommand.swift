import ArgumentParser
import Domain

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Look into the audit trail, export and verify it.",
    subcommands: [
      AuditList.self, AuditShow.self, AuditEvents.self, AuditExportCommand.self, AuditVerify.self,
      AuditCheckpoint.self, AuditKeyCommand.self, AuditErase.self,
    ])
}

/// Which entries are meant.
struct AuditFilterOptions: ParsableArguments {
  enum Outcome: String, ExpressibleByArgument, CaseIterable { case ok, denied, failed }

  @Option(help: "Only acts on this kind of thing, e.g. model.") var entityType: String?
  @Option(help: "Only acts on this one, e.g. a model's id.") var entityId: String?
  @Option(help: "Only acts of this account; 'system' for Muster's own.") var userId: String?
  @Option(help: "Only this action, e.g. model.activate.", completion: .list(AuditAction.allCases.map(\.rawValue)))
  var action: String?
  @Option(help: "Only what was done, denied, or failed.") var outcome: Outcome?
  @Option(help: ArgumentHelp("Not before this.", valueName: "time")) var from: Moment?
  @Option(help: ArgumentHelp("Not after this.", valueName: "time")) var to: Moment?

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
    commandName: "list", abstract: "List who did what, newest first.",
    discussion: """
      A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or seconds since 1970.

        muster audit list --entity-id alpha --from 24h
        muster audit list --outcome denied --json
        muster audit list --search 'passed on'
      """)

  @OptionGroup var filter: AuditFilterOptions
  @Option(
    help: ArgumentHelp(
      "Only entries with these words (begin* for the beginning of one), or by or about somebody whose name begins so.",
      valueName: "text"))
  var search: String?
  @Option(help: "How many entries at most.") var limit = 50
  @Option(help: ArgumentHelp("Go on where a list ended: its last line says how.", valueName: "place")) var before:
    String?
  @Option(help: "How many of the newest to leave out.") var offset = 0
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
      Terminal.complain("\(entries.count) of \(number) entries; --before \(next) shows older ones.")
    }
  }

  static func table(_ entries: [JSON], _ text: AuditText) -> TextTable {
    TextTable(
      columns: [
        .fixed("TIME"), .flexible("WHO"), .fixed("ACTION"), .flexible("ON"), .fixed("OUTCOME"), .flexible("WHAT"),
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

struct AuditEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "List every action that leaves an entry, and what it holds.",
    discussion: """
      The same table stands in docs/audit.md.

        muster audit events
      """)

  @Flag(help: "Print JSON for programs.") var json = false

  func run() throws {
    guard json else { return print(AuditAction.catalogue, terminator: "") }
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
    commandName: "erase", abstract: "Erase the names and addresses of somebody whose account is removed.",
    discussion: """
      What the person did stays in the audit trail, under their id, and so does every proof. Backups made before still \
      hold the names. Can't be undone, and then the removal of the account can't be undone either. The id is in 'muster audit list --action account.delete --json'.

        muster audit erase 6c7e0c7e-… --reason 'asked for it'
      """)

  @Argument(help: "The person's id.") var userId: String
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "erase names and addresses")
    let connection = try server.connection()
    try confirmation.ask(
      "Erase the names and addresses of \(userId) from the audit trail permanently? Then the account can't be restored.",
      otherwise: "Nothing was erased.")
    let answer = try await connection.post(
      "/api/v1/audit/erase", Query(), ["user_id": .string(userId), "reason": .optional(reason)], within: .seconds(3600))
    output.show(answer, words: "Erased from \(answer["entries"]?.int ?? 0) entries.")
  }
}

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
