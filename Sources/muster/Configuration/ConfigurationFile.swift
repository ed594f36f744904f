import ArgumentParser
import FoundationEssentials

/// The configuration file, read together with the environment.
struct ConfigurationFile {
  static let standardPath = "muster.yaml"

  let path: String
  var environment: [String: String] = ProcessInfo.processInfo.environment

  /// - Throws: `ConfigurationRefusal`.
  func load() throws(ConfigurationRefusal) -> LoadedConfiguration {
    let files = FileManager.default
    guard let content = files.contents(atPath: path) else {
      let state = files.fileExists(atPath: path) ? "cannot be read" : "does not exist"
      throw refusal("\(path) \(state). To create one: muster config example > \(path)")
    }
    guard let yaml = String(validating: content, as: UTF8.self) else {
      throw refusal("\(path) is not UTF-8 text.")
    }
    let base = PathBase(file: path, workingFolder: files.currentDirectoryPath, home: environment["HOME"])
    return try ConfigurationReader.read(yaml: yaml, name: path, base: base, environment: environment)
  }

  private func refusal(_ message: String) -> ConfigurationRefusal {
    ConfigurationRefusal(problems: [ConfigurationProblem(origin: nil, message: message)])
  }
}

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
  @Option(
    name: .customLong("config"), help: ArgumentHelp("The configuration file.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var path = ConfigurationFile.standardPath

  func load() throws(ConfigurationRefusal) -> LoadedConfiguration { try ConfigurationFile(path: path).load() }
}

/// The folder that relative paths of a configuration start from.
struct PathBase: Sendable, Equatable {
  /// The folder of the configuration file, absolute.
  var folder: String
  /// The folder of `~/`.
  var home: String?

  init(folder: String, home: String? = nil) {
    self.folder = folder
    self.home = home
  }

  /// The folder that holds `file`, which may be relative to `workingFolder`.
  init(file: String, workingFolder: String, home: String?) {
    let absolute = PathBase(folder: workingFolder).absolute(file)
    let folder = absolute[..<(absolute.lastIndex(of: "/") ?? absolute.startIndex)]
    self.init(folder: folder.isEmpty ? "/" : String(folder), home: home)
  }

  /// Resolves `.`, but not `..`, because its meaning after a symbolic link depends on the file system.
  func absolute(_ path: String) -> String {
    var path = path
    if let home, path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
    let joined = path.hasPrefix("/") ? path : folder + "/" + path
    return "/" + joined.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
