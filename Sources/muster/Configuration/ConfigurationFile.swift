import FoundationEssentials

/// The configuration file as the command line knows it.
struct ConfigurationFile {
  static let standardPath = "muster.yaml"

  let path: String
  var environment: [String: String] = ProcessInfo.processInfo.environment

  /// - Throws: `ConfigurationRefusal`.
  func load() throws(ConfigurationRefusal) -> LoadedConfiguration {
    let files = FileManager.default
    guard let content = files.contents(atPath: path) else {
      let state = files.fileExists(atPath: path) ? "cannot be read" : "does not exist"
      throw refusal("\(path) \(state). 'muster config example > \(path)' writes one to begin with.")
    }
    guard let yaml = String(validating: content, as: UTF8.self) else {
      throw refusal("\(path) is not text in UTF-8.")
    }
    let base = PathBase(file: path, workingFolder: files.currentDirectoryPath, home: environment["HOME"])
    return try ConfigurationReader.read(yaml: yaml, name: path, base: base, environment: environment)
  }

  private func refusal(_ message: String) -> ConfigurationRefusal {
    ConfigurationRefusal(problems: [ConfigurationProblem(origin: nil, message: message)])
  }
}
