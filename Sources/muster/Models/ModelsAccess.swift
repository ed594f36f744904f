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

/// Why somebody can use a model, in the words of the page.
enum AccessReasons {
  static func right(of entry: JSON) -> String { entry["write"]?.bool == true ? "write" : "read" }

  /// Each reason once: of a grant to read and one to write for the same audience, only the one to write.
  static func words(_ reasons: [JSON]) -> String {
    let telling = reasons.filter { reason in
      isToWrite(reason) || !reasons.contains { isToWrite($0) && isSameAudience($0, reason) }
    }
    var sentences: [String] = []
    for words in telling.map(words) where !sentences.contains(words) { sentences.append(words) }
    return sentences.joined(separator: "; ")
  }

  private static func words(_ reason: JSON) -> String {
    guard let by = reason["by"]?.string, by == "grant" else { return reason["by"]?.string ?? "" }
    let right = isToWrite(reason) ? " to write" : ""
    if reason["principal_id"]?.string == "*" { return "granted to everyone\(right)" }
    if reason["principal_type"]?.string == "user" { return "granted\(right) in person" }
    let name = (reason["principal_name"]?.string ?? reason["principal_id"]?.string) ?? "?"
    let way = (reason["member_of"]?["name"]?.string).map { ", which '\($0)' is part of" } ?? ""
    return "granted\(right) to the group '\(name)'\(way)"
  }

  private static func isToWrite(_ reason: JSON) -> Bool { reason["permission"]?.string == "write" }

  private static func isSameAudience(_ left: JSON, _ right: JSON) -> Bool {
    ["by", "principal_type", "principal_id"].allSatisfy { left[$0] == right[$0] }
      && left["member_of"]?["id"] == right["member_of"]?["id"]
  }
}
