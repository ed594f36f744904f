import ArgumentParser

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
