import ArgumentParser

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "See, make, switch, share and delete models.",
    subcommands: [
      ModelsList.self, ModelsShow.self, ModelsCreate.self, ModelsActivate.self, ModelsDeactivate.self,
      ModelsDelete.self, ModelsWait.self, ModelsAccess.self, ModelsShare.self,
    ])
}
