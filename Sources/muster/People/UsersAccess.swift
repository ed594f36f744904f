import ArgumentParser
import Domain

struct UsersAccess: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show which models somebody may use, and why.",
    discussion: """
      Without a name: which ones you may use yourself.

        muster users access uma@example.org
        muster users access
      """)

  @Argument(
    help: ArgumentHelp("The person's id or e-mail address. (default: yourself)", valueName: "user"),
    completion: .people)
  var user: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let id =
      if let user {
        try await Directory(connection: connection).personID(user)
      } else {
        try await connection.get("/api/v1/auths/")["id"]?.string ?? ""
      }
    let answer = try await connection.getAllPages("/api/v1/users/\(Query.encoded(id))/access", of: "models")
    if output.json { print(answer.serialized()) } else { output.show(Self.table(answer["models"]?.array ?? [])) }
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("MODEL"), .flexible("NAME"), .flexible("BASE MODEL"), .fixed("ACTIVE"), .fixed("MAY"),
        .flexible("BECAUSE"),
      ],
      rows: models.map { model in
        let isActive = model["is_active"]?.bool ?? false
        return [
          Cell(model["id"]?.string ?? ""), Cell(model["name"]?.string ?? ""),
          Cell(model["base_model_id"]?.string ?? "-"), isActive ? Cell("yes", .good) : Cell("no", .faint),
          Cell(AccessReasons.right(of: model)), Cell(AccessReasons.words(model["because"]?.array ?? [])),
        ]
      })
  }
}
