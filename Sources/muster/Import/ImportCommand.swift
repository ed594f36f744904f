import ArgumentParser

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take over what another program has kept.", subcommands: [ImportOpenWebUI.self])
}
