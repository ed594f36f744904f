import ArgumentParser
import Domain

struct ModelsHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the versions of a model, newest first.",
    discussion: """
      Of a model that is in the bin, too. 'muster models diff' shows what changed between two, 'muster models \
      rollback' brings one back.

        muster models history tutor
        muster models history tutor --before 12
        muster models history tutor --json | jq -r '.[0].id'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Only versions older than this one.", valueName: "revision")) var before: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let versions = try await ModelPast(id: model.id, connection: server.connection()).versions(before: before)
    if output.json {
      print(JSON.array(versions).serialized())
      return
    }
    output.show(Self.table(versions))
    if let oldest = versions.last, oldest["parent_id"]?.string != nil, let revision = oldest["revision"]?.int {
      Terminal.complain("--before \(revision) shows older ones.")
    }
  }

  static func table(_ versions: [JSON]) -> TextTable {
    TextTable(
      columns: [.number("REVISION"), .fixed("TIME"), .flexible("WHO"), .fixed("ACTION"), .flexible("WHY")],
      rows: versions.map { version in
        [
          Cell(version["revision"]?.int.map { "\($0)" } ?? ""),
          Cell(version["created_at"]?.int.map(Terminal.localTime) ?? ""),
          Cell(version["user"]?["name"]?.string ?? version["user_id"]?.string ?? ""),
          Cell(version["action"]?.string ?? ""), Cell(version["commit_message"]?.string ?? "-"),
        ]
      })
  }
}

struct ModelsDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show the fields in which two versions of a model differ.",
    discussion: """
      FROM and TO are numbers from 'muster models history', or version ids. With --at instead, what the model was then \
      is compared with what it is now. A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or \
      seconds since 1970.

        muster models diff tutor 3 5
        muster models diff tutor --at 24h
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The older version.") var from: String?
  @Argument(help: "The newer version.") var to: String?
  @Option(help: ArgumentHelp("Compare what it was at this time with what it is now.", valueName: "time"))
  var at: Moment?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard at == nil ? to != nil : from == nil else {
      throw ValidationError("Say which versions to compare: FROM and TO, or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var (from, to) = (from, to)
    if let at {
      let past = ModelPast(id: model.id, connection: connection)
      (from, to) = (String(try await past.revision(at: at)), String(try await past.newest()))
    }
    let answer = try await connection.get(
      "/api/v1/models/model/history/diff", Query(["id": model.id, "from": from, "to": to]))
    let changes = answer["changes"]?.object ?? [:]
    if !output.json, !changes.isEmpty {
      output.show(Self.table(changes))
    } else {
      output.show(answer, words: "Nothing differs.")
    }
  }

  static func table(_ changes: JSON.Object) -> TextTable {
    TextTable(
      columns: [.fixed("FIELD"), .flexible("BEFORE"), .flexible("AFTER")],
      rows: changes.map { change in
        [Cell(change.key)] + ["before", "after"].map { Cell(ModelsShow.text(change.value[$0] ?? .null)) }
      })
  }
}
