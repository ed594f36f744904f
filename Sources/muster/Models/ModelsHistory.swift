import ArgumentParser
import Domain

struct ModelsHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the versions of a model, newest first.",
    discussion: """
      Works for models in the bin, too. 'muster models diff' compares two versions, 'muster models rollback' rolls \
      back to one.

        muster models history tutor
        muster models history tutor --before 12
        muster models history tutor --json | jq -r '.[0].id'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Only versions older than this one.", valueName: "revision")) var before: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let versions = try await ModelVersions(id: model.id, connection: server.connection()).versions(before: before)
    if output.json {
      print(JSON.array(versions).serialized())
      return
    }
    output.show(Self.table(versions))
    if let oldest = versions.last, oldest["parent_id"]?.string != nil, let revision = oldest["revision"]?.int {
      Terminal.writeLine("Older versions: --before \(revision)")
    }
  }

  static func table(_ versions: [JSON]) -> TextTable {
    TextTable(
      columns: [.number("REVISION"), .fixed("TIME"), .flexible("USER"), .fixed("ACTION"), .flexible("REASON")],
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
    commandName: "diff", abstract: "Compare two versions of a model.",
    discussion: """
      FROM and TO are revision numbers from 'muster models history', or version IDs. --at compares the version of \
      that time with the latest. \(TimeArgument.formats)

        muster models diff tutor 3 5
        muster models diff tutor --at 24h
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The older version.") var from: String?
  @Argument(help: "The newer version.") var to: String?
  @Option(help: ArgumentHelp("Compare the version of this time with the latest.", valueName: "time"))
  var at: TimeArgument?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard at == nil ? to != nil : from == nil else {
      throw ValidationError("Pass the versions to compare: FROM and TO, or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var (from, to) = (from, to)
    if let at {
      let versions = ModelVersions(id: model.id, connection: connection)
      (from, to) = (String(try await versions.revision(at: at)), String(try await versions.latest()))
    }
    let answer = try await connection.get(
      "/api/v1/models/model/history/diff", Query(["id": model.id, "from": from, "to": to]))
    let changes = answer["changes"]?.object ?? [:]
    if !output.json, !changes.isEmpty {
      output.show(Self.table(changes))
    } else {
      output.show(answer, text: "No differences.")
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
    commandName: "rollback", abstract: "Roll a model back to an older version.",
    discussion: """
      Saves the older content as a new version; the history keeps all versions. Does not change the owner, whether the \
      model is active or, without --with-grants, its grants. REVISION is a number from 'muster models history', or a \
      version ID. \(TimeArgument.formats)

        muster models rollback tutor 3 --reason 'was better'
        muster models rollback tutor --at '2026-07-11 14:03' --with-grants
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The version to roll back to.") var revision: String?
  @Option(help: ArgumentHelp("Roll back to the version of this time.", valueName: "time")) var at: TimeArgument?
  @Flag(help: "Roll back the grants, too.") var withGrants = false
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard (revision == nil) != (at == nil) else {
      throw ValidationError("Pass the version to roll back to: REVISION or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var version = revision ?? ""
    if let at { version = String(try await ModelVersions(id: model.id, connection: connection).revision(at: at)) }
    var form = ModelVersions.form(version)
    form["access_grants"] = .bool(withGrants)
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.post("/api/v1/models/model/update/version", model.query, .object(form))
    output.show(
      answer, text: "\(model.id) was rolled back to version \(version) (revision \(answer["revision"]?.int ?? 0)).")
  }
}

/// The versions of a model on the server.
struct ModelVersions {
  let id: String
  let connection: ServerConnection

  /// One page of the versions older than `before`, newest first.
  func versions(before: Int? = nil) async throws -> [JSON] {
    let query = Query(["id": id, "before": before.map(String.init)])
    return try await connection.get("/api/v1/models/model/history", query).array ?? []
  }

  /// The number of the latest version.
  func latest() async throws -> Int { try await versions().first?["revision"]?.int ?? 0 }

  /// The number of the version that was the latest at `moment`.
  /// - Throws: `CommandFailure` when the model did not exist then.
  func revision(at moment: TimeArgument) async throws -> Int {
    var page = try await versions()
    while let oldest = page.last?["revision"]?.int {
      // The clock may have been set back: like the server, take the newest version that is old enough.
      let found = page.first { $0["created_at"]?.int ?? .max <= moment.secondsSince1970 }
      if let found, let revision = found["revision"]?.int {
        if found["action"]?.string == "model.delete" { break }
        return revision
      }
      page = try await versions(before: oldest)
    }
    throw CommandFailure.noModel(id, at: moment)
  }

  /// The fields that name a version in the server's queries and forms: a number, else a version id.
  static func form(_ version: String) -> JSON.Object {
    if let number = Int(version) { ["revision": .int(number)] } else { ["version_id": .string(version)] }
  }
}

extension ServerConnection {
  /// All models as they were at `moment`, in the field `data`.
  func models(at moment: TimeArgument) async throws -> JSON {
    try await get("/api/v1/models/", Query(["at": "\(moment.secondsSince1970)"]))
  }

  /// The models with these ids from `models(at:)`, in the order of `ids`.
  func models(_ ids: [String], at moment: TimeArgument) async throws -> [JSON] {
    let all = try await models(at: moment)["data"]?.array ?? []
    return try ids.map { id in
      guard let model = all.first(where: { $0["id"]?.string?.hasSameBytes(as: id) == true }) else {
        throw CommandFailure.noModel(id, at: moment)
      }
      return model
    }
  }
}

extension CommandFailure {
  static func noModel(_ id: String, at moment: TimeArgument) -> CommandFailure {
    .refused(
      "At \(Terminal.localTime(moment.secondsSince1970)) there was no model '\(DisplayText.sanitized(id))' that you can "
        + "see.")
  }
}

/// Prints how to undo what was just done, if it can be undone.
enum UndoHint {
  static func show(_ token: String?) {
    guard let token else { return }
    Terminal.writeLine("Undo with: muster undo \(DisplayText.sanitized(token))")
  }
}
