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
