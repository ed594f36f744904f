import ArgumentParser
import Domain

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
