import ArgumentParser
import Domain

struct UsersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "List, create, update and delete users.",
    subcommands: [
      UsersList.self, UsersShow.self, UsersCreate.self, UsersUpdate.self, UsersDelete.self, UsersRevokeSessions.self,
      UsersAccess.self, UsersResetPassword.self,
    ])
}

extension Role: ExpressibleByArgument {}

/// A user's name and address, as texts show them.
enum UserText {
  static func nameAndAddress(_ user: JSON) -> String {
    "\(user["name"]?.string ?? "") <\(user["email"]?.string ?? "")>"
  }

  static func name(_ user: JSON) -> String { user["name"]?.string ?? "" }

  static func tone(ofRole role: String) -> Cell.Tone { role == Role.pending.rawValue ? .waiting : .plain }
}

struct UsersList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List all users.",
    discussion: """
        muster users list --role pending
        muster users list --query example.org --quiet
      """)

  @Option(help: "Only users with this text in their name or email address.") var query: String?
  @Option(help: "Only users with this role.") var role: Role?
  @Flag(name: .shortAndLong, help: "Print email addresses only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = Self.narrowed(
      try await server.connection().getAllPages(
        "/api/v1/users/", Query(["query": query, "order_by": "name", "direction": "asc"]), of: "users"), to: role)
    let users = answer["users"]?.array ?? []
    output.show(answer, names: users.map { $0["email"]?.string }, only: quiet, table: Self.table(users))
  }

  static func narrowed(_ answer: JSON, to role: Role?) -> JSON {
    guard let role, var body = answer.object else { return answer }
    let users = (answer["users"]?.array ?? []).filter { $0["role"]?.string == role.rawValue }
    body["users"] = .array(users)
    body["total"] = .int(users.count)
    return .object(body)
  }

  static func table(_ users: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("NAME"), .flexible("EMAIL"), .fixed("ROLE"), .number("GROUPS"), .fixed("LAST SEEN"), .fixed("ID"),
      ],
      rows: users.map { user in
        let role = user["role"]?.string ?? ""
        return [
          Cell(UserText.name(user)), Cell(user["email"]?.string ?? ""), Cell(role, UserText.tone(ofRole: role)),
          Cell("\(user["group_ids"]?.array?.count ?? 0)"),
          Cell(user["last_active_at"]?.int.map(Terminal.localTime) ?? "-"), Cell(user["id"]?.string ?? "", .faint),
        ]
      })
  }
}

struct UsersShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one user.",
    discussion: """
        muster users show uma@example.org
        muster users show uma@example.org --json | jq -r .id
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).user(user.reference)
    let id = found["id"]?.string ?? ""
    let whole = try await connection.get("/api/v1/users/\(Query.encoded(id))")
    if output.json { print(whole.serialized()) } else { output.show(Self.table(whole, groups: found["groups"])) }
  }

  static func table(_ user: JSON, groups: JSON?) -> TextTable {
    let names = (groups?.array ?? []).compactMap { $0["name"]?.string }
    let text = ["id", "name", "email", "role"].map { (name: $0, value: user[$0]?.string ?? "-") }
    let times = ["created_at", "updated_at", "last_active_at"].map {
      (name: $0, value: user[$0]?.int.map(Terminal.localTime) ?? "-")
    }
    return .fields(text + [(name: "groups", value: names.isEmpty ? "-" : names.joined(separator: ", "))] + times)
  }
}
