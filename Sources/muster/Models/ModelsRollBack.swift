import ArgumentParser
import Domain

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
