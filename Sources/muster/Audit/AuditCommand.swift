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
