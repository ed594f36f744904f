import ArgumentParser
import Domain

struct ModelsAccess: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show who may use a model, and why.",
    discussion: """
      For those who may change the model. What it is granted to is in 'grants' of --json.

        muster models access tutor
        muster models access tutor --json | jq -r '.users[] | select(.write) | .user.email'
      """)

  @OptionGroup var model: ModelArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().getAllPages("/api/v1/models/model/access", model.query, of: "users")
    if output.json { print(answer.serialized()) } else { output.show(Self.table(answer["users"]?.array ?? [])) }
  }

  static func table(_ people: [JSON]) -> TextTable {
    TextTable(
      columns: [.flexible("NAME"), .flexible("E-MAIL"), .fixed("ROLE"), .fixed("MAY"), .flexible("BECAUSE")],
      rows: people.map { entry in
        let person = entry["user"] ?? .null
        return [
          Cell(PersonText.name(person)), Cell(person["email"]?.string ?? ""), Cell(person["role"]?.string ?? ""),
          Cell(AccessReasons.right(of: entry)), Cell(AccessReasons.words(entry["because"]?.array ?? [])),
        ]
      })
  }
}
