import ArgumentParser
import Domain

struct AuditKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Show or rotate the key that signs the audit trail.",
    subcommands: [AuditKeyShow.self, AuditKeyRotate.self], defaultSubcommand: AuditKeyShow.self)
}

struct AuditKeyShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the public key, to verify the audit trail.",
    discussion: """
      Store it where nobody who controls this machine can change it.

        muster audit key show > key.txt
      """)

  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    print(DisplayText.sanitized(try await server.connection().text("/api/v1/audit/key").trimmed))
  }
}

struct AuditKeyRotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Create a new key. The old key signs it in the log and is then deleted.",
    discussion: """
      The old public key still verifies the log, because the log has the signature for the new one.

        muster audit key rotate --reason 'yearly'
      """)

  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "rotate the key")
    let connection = try server.connection()
    try confirmation.ask("Rotate the key of the audit trail?", otherwise: "The key was not rotated.")
    let answer = try await connection.post("/api/v1/audit/key/rotate", Query(), ["reason": .optional(reason)])
    output.show(answer, text: answer["key"]?.string ?? "")
  }
}

struct AuditCheckpoint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: "Print the latest signed checkpoint, to verify the audit trail.",
    discussion: """
      Store it elsewhere: it can later prove that nothing was rewritten (muster audit verify --previous).

        muster audit checkpoint >> /mnt/elsewhere/checkpoints.txt
      """)

  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let text = try await server.connection().text("/api/v1/audit/checkpoint")
    print(
      text.split(separator: "\n", omittingEmptySubsequences: false).map { DisplayText.sanitized(String($0)) }.joined(
        separator: "\n"))
  }
}
