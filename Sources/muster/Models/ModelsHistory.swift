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

struct ModelsRollBack: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Give a model the content of an older version.",
    discussion: """
      What it was meanwhile stays in its history: the old content becomes a new version. The switch and the owner stay \
      as they are, and the grants unless --with-grants is given. REVISION is a number from 'muster models history', or \
      a version id. A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or seconds since 1970.

        muster models rollback tutor 3 --reason 'was better'
        muster models rollback tutor --at '2026-07-11 14:03' --with-grants
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The version to go back to.") var revision: String?
  @Option(help: ArgumentHelp("Go back to what it was at this time.", valueName: "time")) var at: Moment?
  @Flag(help: "Grant it to those it was granted to then.") var withGrants = false
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard (revision == nil) != (at == nil) else {
      throw ValidationError("Say which version to go back to: REVISION, or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var version = revision ?? ""
    if let at { version = String(try await ModelPast(id: model.id, connection: connection).revision(at: at)) }
    var form = ModelPast.form(version)
    form["access_grants"] = .bool(withGrants)
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.post("/api/v1/models/model/update/version", model.query, .object(form))
    output.show(
      answer, words: "\(model.id) is as in version \(version) again (revision \(answer["revision"]?.int ?? 0)).")
  }
}

/// What a model was, version by version.
struct ModelPast {
  let id: String
  let connection: ServerConnection

  /// Versions older than `before`, newest first; as many as the server gives at once.
  func versions(before: Int? = nil) async throws -> [JSON] {
    let query = Query(["id": id, "before": before.map(String.init)])
    return try await connection.get("/api/v1/models/model/history", query).array ?? []
  }

  /// The number of the newest version.
  func newest() async throws -> Int { try await versions().first?["revision"]?.int ?? 0 }

  /// The number of the version that the model had then.
  /// - Throws: `CommandFailure` when it was not there then.
  func revision(at moment: Moment) async throws -> Int {
    var page = try await versions()
    while let oldest = page.last?["revision"]?.int {
      // The clock may have been set back: the newest one that is old enough counts, as for the server.
      let found = page.first { $0["created_at"]?.int ?? .max <= moment.secondsSince1970 }
      if let found, let revision = found["revision"]?.int {
        if found["action"]?.string == "model.delete" { break }
        return revision
      }
      page = try await versions(before: oldest)
    }
    throw CommandFailure.nothing(of: id, at: moment)
  }

  /// A version as the server's queries and forms name it: by its number, else by its version id.
  static func form(_ version: String) -> JSON.Object {
    if let number = Int(version) { ["revision": .int(number)] } else { ["version_id": .string(version)] }
  }
}

extension ServerConnection {
  /// All models as they were then, in the member `data`.
  func models(at moment: Moment) async throws -> JSON {
    try await get("/api/v1/models/", Query(["at": "\(moment.secondsSince1970)"]))
  }

  /// Those of `models(at:)` that are named, in that order.
  func models(_ ids: [String], at moment: Moment) async throws -> [JSON] {
    let all = try await models(at: moment)["data"]?.array ?? []
    return try ids.map { id in
      guard let model = all.first(where: { $0["id"]?.string?.hasSameBytes(as: id) == true }) else {
        throw CommandFailure.nothing(of: id, at: moment)
      }
      return model
    }
  }
}

extension CommandFailure {
  static func nothing(of id: String, at moment: Moment) -> CommandFailure {
    .refused(
      "\(Terminal.localTime(moment.secondsSince1970)): then there was no model '\(DisplayText.harmless(id))' that you "
        + "may see.")
  }
}

/// How to take back what was just done, when the server says how.
enum UndoAdvice {
  static func show(_ token: String?) {
    guard let token else { return }
    Terminal.complain("undo with: muster undo \(DisplayText.harmless(token))")
  }
}
