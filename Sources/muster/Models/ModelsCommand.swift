import ArgumentParser

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "See, make, switch, share, delete and bring back models.",
    subcommands: [
      ModelsList.self, ModelsShow.self, ModelsCreate.self, ModelsActivate.self, ModelsDeactivate.self,
      ModelsDelete.self, ModelsWait.self, ModelsAccess.self, ModelsShare.self, ModelsHistory.self, ModelsDiff.self,
      ModelsRollBack.self, ModelsBin.self, ModelsRestore.self, ModelsPurge.self, UndoCommand.self, ModelsExport.self,
      ModelsImport.self,
    ])
}
