import ArgumentParser
import Domain

struct ModelsHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the revisions of a model, newest first.",
    discussion: """
      Works for models in the bin, too. 'muster models diff' compares two revisions, 'muster models rollback' rolls \
      back to one.

        muster models history tutor
        muster models history tutor --before 12
        muster models history tutor --json | jq -r '.[0].id'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Only revisions older than this one.", valueName: "revision")) var before: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let revisions = try await ModelRevisions(id: model.id, connection: server.connection()).revisions(before: before)
    if output.json {
      print(JSON.array(revisions).serialized())
      return
    }
    output.show(Self.table(revisions))
    if let oldest = revisions.last, oldest["parent_id"]?.string != nil, let revision = oldest["revision"]?.int {
      Terminal.writeLine("Older revisions: --before \(revision)")
    }
  }

  static func table(_ revisions: [JSON]) -> TextTable {
    TextTable(
      columns: [.number("REVISION"), .fixed("TIME"), .flexible("USER"), .fixed("ACTION"), .flexible("REASON")],
      rows: revisions.map { revision in
        [
          Cell(revision["revision"]?.int.map { "\($0)" } ?? ""),
          Cell(revision["created_at"]?.int.map(Terminal.localTime) ?? ""),
          Cell(revision["user"]?["name"]?.string ?? revision["user_id"]?.string ?? ""),
          Cell(revision["action"]?.string ?? ""), Cell(revision["commit_message"]?.string ?? "-"),
        ]
      })
  }
}

struct ModelsDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare two revisions of a model.",
    discussion: """
      FROM and TO are revision numbers from 'muster models history', or version IDs. --at compares the revision of \
      that time with the latest. \(TimeArgument.formats)

        muster models diff tutor 3 5
        muster models diff tutor --at 24h
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The older revision.") var from: String?
  @Argument(help: "The newer revision.") var to: String?
  @Option(help: ArgumentHelp("Compare the revision of this time with the latest.", valueName: "time"))
  var at: TimeArgument?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard at == nil ? to != nil : from == nil else {
      throw ValidationError("Pass the revisions to compare: FROM and TO, or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var (from, to) = (from, to)
    if let at {
      let revisions = ModelRevisions(id: model.id, connection: connection)
      (from, to) = (String(try await revisions.revision(at: at)), String(try await revisions.latest()))
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
    commandName: "rollback", abstract: "Roll a model back to an older revision.",
    discussion: """
      Saves the older content as a new revision; the history keeps all revisions. Does not change the owner, whether the \
      model is active or, without --with-grants, its grants. REVISION is a number from 'muster models history', or a \
      version ID. \(TimeArgument.formats)

        muster models rollback tutor 3 --reason 'was better'
        muster models rollback tutor --at '2026-07-11 14:03' --with-grants
      """)

  @OptionGroup var model: ModelArgument
  @Argument(help: "The revision to roll back to.") var revision: String?
  @Option(help: ArgumentHelp("Roll back to the revision of this time.", valueName: "time")) var at: TimeArgument?
  @Flag(help: "Roll back the grants, too.") var withGrants = false
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    guard (revision == nil) != (at == nil) else {
      throw ValidationError("Pass the revision to roll back to: REVISION or --at.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var chosen = revision ?? ""
    if let at { chosen = String(try await ModelRevisions(id: model.id, connection: connection).revision(at: at)) }
    var form = ModelRevisions.form(chosen)
    form["access_grants"] = .bool(withGrants)
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.post("/api/v1/models/model/update/version", model.query, .object(form))
    let now = answer["revision"]?.int ?? 0
    output.show(answer, text: "\(model.id) was rolled back to revision \(chosen); this is now revision \(now).")
  }
}

/// The revisions of a model on the server.
struct ModelRevisions {
  let id: String
  let connection: ServerConnection

  /// One page of the revisions older than `before`, newest first.
  func revisions(before: Int? = nil) async throws -> [JSON] {
    let query = Query(["id": id, "before": before.map(String.init)])
    return try await connection.get("/api/v1/models/model/history", query).array ?? []
  }

  /// The number of the latest revision.
  func latest() async throws -> Int { try await revisions().first?["revision"]?.int ?? 0 }

  /// The number of the revision that was the latest at `moment`.
  /// - Throws: `CommandFailure` when the model did not exist then.
  func revision(at moment: TimeArgument) async throws -> Int {
    var page = try await revisions()
    while let oldest = page.last?["revision"]?.int {
      // The clock may have been set back: like the server, take the latest revision that is old enough.
      let found = page.first { $0["created_at"]?.int ?? .max <= moment.secondsSince1970 }
      if let found, let revision = found["revision"]?.int {
        if found["action"]?.string == "model.delete" { break }
        return revision
      }
      page = try await revisions(before: oldest)
    }
    throw CommandFailure.noModel(id, at: moment)
  }

  /// The fields that name a revision in the server's queries and forms: a number, else a version ID.
  static func form(_ revision: String) -> JSON.Object {
    if let number = Int(revision) { ["revision": .int(number)] } else { ["version_id": .string(revision)] }
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
