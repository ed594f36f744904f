import ArgumentParser
import Domain

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "See, make and revoke API keys.",
    subcommands: [KeysList.self, KeysCreate.self, KeysRevoke.self])
}

struct KeysList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List your API keys, or somebody's.",
    discussion: """
      Keys themselves are shown once, when they are made. Revoked ones are not in the list, expired ones are.

        muster keys list
        muster keys list --user uma@example.org
      """)

  @Option(help: ArgumentHelp("Whose keys, by id or e-mail address.", valueName: "user"), completion: .people)
  var user: String?
  @Flag(name: .shortAndLong, help: "Print ids only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let path =
      if let user {
        "/api/v1/users/\(Query.encoded(try await Directory(connection: connection).personID(user)))/api_keys"
      } else {
        "/api/v1/auths/api_keys"
      }
    let answer = try await connection.get(path)
    let keys = answer.array ?? []
    output.show(answer, names: keys.map { $0["id"]?.string }, only: quiet, table: Self.table(keys, now: Moment.now))
  }

  static func table(_ keys: [JSON], now: Moment) -> TextTable {
    TextTable(
      columns: [
        .flexible("NAME"), .fixed("KEY"), .flexible("MODELS"), .flexible("MAY"), .fixed("EXPIRES"),
        .fixed("LAST USED"), .fixed("ID"),
      ],
      rows: keys.map { key in
        [
          Cell(key["name"]?.string ?? ""), Cell(key["hint"]?.string ?? ""), Cell(models(key)), Cell(rights(key)),
          expiry(key, now), Cell(key["last_used_at"]?.int.map(Terminal.localTime) ?? "-"),
          Cell(key["id"]?.string ?? "", .faint),
        ]
      })
  }

  private static func models(_ key: JSON) -> String {
    guard let patterns = key["models"]?.array else { return "all" }
    return patterns.compactMap(\.string).joined(separator: ", ")
  }

  private static func rights(_ key: JSON) -> String {
    var rights = [key["read_only"]?.bool == true ? "read" : "read and write"]
    if key["trusted"]?.bool == true { rights.append("speak for others") }
    if key["creates_users"]?.bool == true { rights.append("make accounts") }
    return rights.joined(separator: ", ")
  }

  private static func expiry(_ key: JSON, _ now: Moment) -> Cell {
    guard let seconds = key["expires_at"]?.int else { return Cell("never") }
    return Cell(Terminal.localTime(seconds), seconds <= now.secondsSince1970 ? .bad : .plain)
  }
}

struct KeysCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make an API key for yourself, and print it this once.",
    discussion: """
      The output is the key and nothing else. It goes where a token goes: into MUSTER_TOKEN, or to the gateway as \
      'Authorization: Bearer sk-…'. It never gives more than you have.

        muster keys create notebook > key.txt
        muster keys create tests --expires 7d --models 'tutor*' --read-only
        muster keys create open-webui --expires never --trusted --creates-users
      """)

  @Argument(help: "A name to know it by.") var name: String
  @Option(help: ArgumentHelp("How long it is good, e.g. 90d, or 'never' to make it good for ever.", valueName: "time"))
  var expires = KeyLifetime.standard
  @Option(
    help: ArgumentHelp("Only models whose ids match, * for any characters; may be repeated.", valueName: "pattern"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var models: [String] = []
  @Flag(help: "It sees and uses, and changes nothing.") var readOnly = false
  @Flag(help: "For a front end that says for whom it speaks; administrators only.") var trusted = false
  @Flag(help: "Whom it speaks for the first time gets an account; administrators only.") var createsUsers = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if createsUsers, !trusted { throw ValidationError("--creates-users needs --trusted.") }
  }

  func run() async throws {
    let key = try await server.connection().post("/api/v1/auths/api_keys", Query(), form(now: .now))
    guard let secret = key["api_key"]?.string else { throw CommandFailure.unreachable("The server sent no key.") }
    let end = key["expires_at"]?.int.map { "is good until \(Terminal.localTime($0))" } ?? "does not expire"
    Terminal.complain(
      DisplayText.harmless("The API key '\(name)' \(end). It is shown this once; 'muster keys revoke' ends it."))
    output.show(key, words: secret)
  }

  func form(now: Moment) -> JSON {
    [
      "name": .string(name), "expires_at": .optional(expires.end(from: now)),
      "models": models.isEmpty ? .null : .array(models.map(JSON.string)), "read_only": .bool(readOnly),
      "trusted": .bool(trusted), "creates_users": .bool(createsUsers),
    ]
  }
}

struct KeysRevoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke an API key: from now on it opens nothing.",
    discussion: """
      Ids are in 'muster keys list'. Administrators may revoke the keys of others. Asks first. In scripts, where \
      nobody can be asked, --yes is needed.

        muster keys revoke 0b6e3c4e-6c0e-4a7e-9d86-0a5a6f3f4b11
      """)

  @Argument(
    help: ArgumentHelp("The key's id.", valueName: "id"),
    completion: .shellCommand("muster keys list --quiet 2>/dev/null"))
  var id: String
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "revoke the API key '\(id)'")
    let connection = try server.connection()
    // One of somebody else is not in the list.
    let mine = try await connection.get("/api/v1/auths/api_keys").array ?? []
    let key = mine.first { $0["id"]?.string == id }
    let name = key.map { "'\($0["name"]?.string ?? "")' (\($0["hint"]?.string ?? ""))" } ?? "\(id) of somebody else"
    try confirmation.ask("Revoke the API key \(name)?", otherwise: "Nothing was revoked.")
    let answer = try await connection.delete("/api/v1/auths/api_keys/\(Query.encoded(id))")
    output.show(answer, words: "The API key \(name) is revoked.")
  }
}
