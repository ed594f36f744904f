import ArgumentParser
import Domain

struct UsersShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one person.",
    discussion: """
        muster users show uma@example.org
        muster users show uma@example.org --json | jq -r .id
      """)

  @OptionGroup var person: PersonArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    let id = found["id"]?.string ?? ""
    let whole = try await connection.get("/api/v1/users/\(Query.encoded(id))")
    if output.json { print(whole.serialized()) } else { output.show(Self.table(whole, groups: found["groups"])) }
  }

  static func table(_ person: JSON, groups: JSON?) -> TextTable {
    let names = (groups?.array ?? []).compactMap { $0["name"]?.string }
    let text = ["id", "name", "email", "role"].map { (name: $0, value: person[$0]?.string ?? "-") }
    let times = ["created_at", "updated_at", "last_active_at"].map {
      (name: $0, value: person[$0]?.int.map(Terminal.localTime) ?? "-")
    }
    return .fields(text + [(name: "groups", value: names.isEmpty ? "-" : names.joined(separator: ", "))] + times)
  }
}
