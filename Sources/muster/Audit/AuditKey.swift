import ArgumentParser
import Domain

struct AuditKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Show or exchange the key that signs the audit trail.",
    subcommands: [AuditKeyShow.self, AuditKeyRotate.self], defaultSubcommand: AuditKeyShow.self)
}

struct AuditKeyShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the public key, for those who verify.",
    discussion: """
      Keep it where whoever owns this machine cannot change it.

        muster audit key show > key.txt
      """)

  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    print(DisplayText.harmless(try await server.connection().text("/api/v1/audit/key").trimmed))
  }
}

struct AuditKeyRotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Make a new key; the old one signs it in the log, and is gone then.",
    discussion: """
      Whoever has the old public key can go on to verify: the log vouches for the new one.

        muster audit key rotate --reason 'yearly'
      """)

  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "exchange the key")
    let connection = try server.connection()
    try confirmation.ask("Exchange the key of the audit trail?", otherwise: "The key is the same as before.")
    let answer = try await connection.post("/api/v1/audit/key/rotate", Query(), ["reason": .optional(reason)])
    output.show(answer, words: answer["key"]?.string ?? "")
  }
}

struct AuditCheckpoint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Print the newest signed checkpoint, for those who verify.",
    discussion: """
      Keep it elsewhere: later it shows that nothing was rewritten (muster audit verify --previous).

        muster audit checkpoint >> /mnt/elsewhere/checkpoints.txt
      """)

  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let text = try await server.connection().text("/api/v1/audit/checkpoint")
    print(
      text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.harmless(String($0)) }.joined(
        separator: "\n"))
  }
}
