import ArgumentParser
import Domain

struct ModelsAccess: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show who can use a model, and why.",
    discussion: """
      Needs write access to the model. --json lists its grants in 'grants'.

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

  static func table(_ users: [JSON]) -> TextTable {
    TextTable(
      columns: [.flexible("NAME"), .flexible("EMAIL"), .fixed("ROLE"), .fixed("ACCESS"), .flexible("REASON")],
      rows: users.map { entry in
        let user = entry["user"] ?? .null
        return [
          Cell(UserText.name(user)), Cell(user["email"]?.string ?? ""), Cell(user["role"]?.string ?? ""),
          Cell(AccessReasons.permission(of: entry)), Cell(AccessReasons.text(entry["reasons"]?.array ?? [])),
        ]
      })
  }
}

struct UsersAccess: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Show which models a user can use, and why.",
    discussion: """
      Without USER: the models you can use.

        muster users access uma@example.org
        muster users access
      """)

  @Argument(
    help: ArgumentHelp("The user's ID or email address. (default: yourself)", valueName: "user"),
    completion: .users)
  var user: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let id =
      if let user {
        try await Directory(connection: connection).userID(user)
      } else {
        try await connection.get("/api/v1/auths/")["id"]?.string ?? ""
      }
    let answer = try await connection.getAllPages("/api/v1/users/\(Query.encoded(id))/access", of: "models")
    if output.json { print(answer.serialized()) } else { output.show(Self.table(answer["models"]?.array ?? [])) }
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("MODEL"), .flexible("NAME"), .flexible("BASE MODEL"), .fixed("ACTIVE"), .fixed("ACCESS"),
        .flexible("REASON"),
      ],
      rows: models.map { model in
        let isActive = model["is_active"]?.bool ?? false
        return [
          Cell(model["id"]?.string ?? ""), Cell(model["name"]?.string ?? ""),
          Cell(model["base_model_id"]?.string ?? "-"), isActive ? Cell("yes", .good) : Cell("no", .faint),
          Cell(AccessReasons.permission(of: model)), Cell(AccessReasons.text(model["reasons"]?.array ?? [])),
        ]
      })
  }
}

/// Why a user can use a model, with the same texts as on the page.
enum AccessReasons {
  static func permission(of entry: JSON) -> String { entry["write"]?.bool == true ? "write" : "read" }

  /// Each reason once. Of a read and a write grant to the same grantee, only the write grant.
  static func text(_ reasons: [JSON]) -> String {
    let relevant = reasons.filter { reason in
      isToWrite(reason) || !reasons.contains { isToWrite($0) && isSameGrantee($0, reason) }
    }
    var sentences: [String] = []
    for sentence in relevant.map(text) where !sentences.contains(sentence) { sentences.append(sentence) }
    return sentences.joined(separator: "; ")
  }

  private static func text(_ reason: JSON) -> String {
    guard let by = reason["by"]?.string, by == "grant" else { return reason["by"]?.string ?? "" }
    let permission = isToWrite(reason) ? "write access " : ""
    if reason["principal_id"]?.string == "*" { return "\(permission)granted to everyone" }
    if reason["principal_type"]?.string == "user" { return "\(permission)granted directly" }
    let name = (reason["principal_name"]?.string ?? reason["principal_id"]?.string) ?? "?"
    let member = (reason["member_of"]?["name"]?.string).map { " (parent of '\($0)')" } ?? ""
    return "\(permission)granted to the group '\(name)'\(member)"
  }

  private static func isToWrite(_ reason: JSON) -> Bool { reason["permission"]?.string == "write" }

  private static func isSameGrantee(_ left: JSON, _ right: JSON) -> Bool {
    ["by", "principal_type", "principal_id"].allSatisfy { left[$0] == right[$0] }
      && left["member_of"]?["id"] == right["member_of"]?["id"]
  }
}
