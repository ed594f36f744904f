import ArgumentParser
import Domain

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
