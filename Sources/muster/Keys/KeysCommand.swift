import ArgumentParser
import Domain

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List, create and revoke API keys.",
    subcommands: [KeysList.self, KeysCreate.self, KeysRevoke.self])
}

struct KeysList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List your API keys, or those of a user.",
    discussion: """
      The keys themselves are shown only once, when created. The list contains expired keys but no revoked ones.

        muster keys list
        muster keys list --user uma@example.org
      """)

  @Option(help: ArgumentHelp("List this user's keys (ID or email address).", valueName: "user"), completion: .users)
  var user: String?
  @Flag(name: .shortAndLong, help: "Print IDs only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let path =
      if let user {
        "/api/v1/users/\(Query.encoded(try await Directory(connection: connection).userID(user)))/api_keys"
      } else {
        "/api/v1/auths/api_keys"
      }
    let answer = try await connection.get(path)
    let keys = answer.array ?? []
    output.show(
      answer, names: keys.map { $0["id"]?.string }, only: quiet, table: Self.table(keys, now: TimeArgument.now))
  }

  static func table(_ keys: [JSON], now: TimeArgument) -> TextTable {
    TextTable(
      columns: [
        .flexible("NAME"), .fixed("KEY"), .flexible("MODELS"), .flexible("ACCESS"), .fixed("EXPIRES"),
        .fixed("LAST USED"), .fixed("ID"),
      ],
      rows: keys.map { key in
        [
          Cell(key["name"]?.string ?? ""), Cell(key["hint"]?.string ?? ""), Cell(models(key)), Cell(access(key)),
          expiry(key, now), Cell(key["last_used_at"]?.int.map(Terminal.localTime) ?? "-"),
          Cell(key["id"]?.string ?? "", .faint),
        ]
      })
  }

  private static func models(_ key: JSON) -> String {
    guard let patterns = key["models"]?.array else { return "all" }
    return patterns.compactMap(\.string).joined(separator: ", ")
  }

  private static func access(_ key: JSON) -> String {
    var access = [key["read_only"]?.bool == true ? "read" : "read and write"]
    if key["trusted"]?.bool == true { access.append("act on behalf of users") }
    if key["creates_users"]?.bool == true { access.append("create users") }
    return access.joined(separator: ", ")
  }

  private static func expiry(_ key: JSON, _ now: TimeArgument) -> Cell {
    guard let seconds = key["expires_at"]?.int else { return Cell("never") }
    return Cell(Terminal.localTime(seconds), seconds <= now.secondsSince1970 ? .bad : .plain)
  }
}

struct KeysCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create an API key for yourself and print it.",
    discussion: """
      Prints only the key, and only this once. Use it like a token: in MUSTER_TOKEN, or in requests as 'Authorization: \
      Bearer sk-…'. A key never has more permissions than you.

        muster keys create notebook > key.txt
        muster keys create tests --expires 7d --models 'tutor*' --read-only
        muster keys create open-webui --expires never --trusted --creates-users
      """)

  @Argument(help: "A name for the key.") var name: String
  @Option(help: ArgumentHelp("How long the key is valid, such as 90d, or 'never'.", valueName: "time"))
  var expires = KeyLifetime.standard
  @Option(
    help: ArgumentHelp(
      "Limit the key to models whose IDs match; * matches any characters; repeatable.", valueName: "pattern"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var models: [String] = []
  @Flag(help: "The key can read and use models, but change nothing.") var readOnly = false
  @Flag(help: "A front end uses the key to act on behalf of users; administrators only.") var trusted = false
  @Flag(help: "Create an account for each new user that the front end names; administrators only.") var createsUsers =
    false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if createsUsers, !trusted { throw ValidationError("--creates-users needs --trusted.") }
  }

  func run() async throws {
    let key = try await server.connection().post("/api/v1/auths/api_keys", Query(), form(now: .now))
    guard let secret = key["api_key"]?.string else {
      throw CommandFailure.unreachable("The server did not send a key.")
    }
    let end = key["expires_at"]?.int.map { "expires at \(Terminal.localTime($0))" } ?? "does not expire"
    Terminal.writeLine(
      DisplayText.sanitized("The API key '\(name)' \(end). It won't be shown again. To revoke it: muster keys revoke"))
    output.show(key, text: secret)
  }

  func form(now: TimeArgument) -> JSON {
    [
      "name": .string(name), "expires_at": .optional(expires.end(from: now)),
      "models": models.isEmpty ? .null : .array(models.map(JSON.string)), "read_only": .bool(readOnly),
      "trusted": .bool(trusted), "creates_users": .bool(createsUsers),
    ]
  }
}

struct KeysRevoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke an API key. It stops working at once.",
    discussion: """
      'muster keys list' shows the IDs. Administrators can revoke the keys of other users. Asks for confirmation; \
      scripts must pass --yes.

        muster keys revoke 0b6e3c4e-6c0e-4a7e-9d86-0a5a6f3f4b11
      """)

  @Argument(
    help: ArgumentHelp("The key's ID.", valueName: "id"),
    completion: .shellCommand("muster keys list --quiet 2>/dev/null"))
  var id: String
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "revoke the API key '\(id)'")
    let connection = try server.connection()
    // The list has no keys of other users.
    let own = try await connection.get("/api/v1/auths/api_keys").array ?? []
    let key = own.first { $0["id"]?.string == id }
    let name = key.map { "'\($0["name"]?.string ?? "")' (\($0["hint"]?.string ?? ""))" } ?? "\(id) of another user"
    try confirmation.ask("Revoke the API key \(name)?", otherwise: "Nothing was revoked.")
    let answer = try await connection.delete("/api/v1/auths/api_keys/\(Query.encoded(id))")
    output.show(answer, text: "The API key \(name) was revoked.")
  }
}
