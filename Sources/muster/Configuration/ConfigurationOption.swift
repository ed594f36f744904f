import ArgumentParser

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"), help: ArgumentHelp("The configuration file.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var path = ConfigurationFile.standardPath

  func load() throws(ConfigurationRefusal) -> LoadedConfiguration { try ConfigurationFile(path: path).load() }
}
