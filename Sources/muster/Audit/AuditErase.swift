import ArgumentParser
import Domain

struct AuditErase: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase the names and addresses of somebody whose account is removed.",
    discussion: """
      What the person did stays in the audit trail, under their id, and so does every proof. Backups made before still \
      hold the names. Can't be undone, and then the removal of the account can't be undone either. The id is in 'muster audit list --action account.delete --json'.

        muster audit erase 6c7e0c7e-… --reason 'asked for it'
      """)

  @Argument(help: "The person's id.") var userId: String
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "erase names and addresses")
    let connection = try server.connection()
    try confirmation.ask(
      "Erase the names and addresses of \(userId) from the audit trail permanently? Then the account can't be restored.",
      otherwise: "Nothing was erased.")
    let answer = try await connection.post(
      "/api/v1/audit/erase", Query(), ["user_id": .string(userId), "reason": .optional(reason)], within: .seconds(3600))
    output.show(answer, words: "Erased from \(answer["entries"]?.int ?? 0) entries.")
  }
}
