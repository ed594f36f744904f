@testable import muster

/// A file with the required keys. Tests add others.
enum ConfigurationFixture {
  static let command = "[llama-server, --model, \"{file}\", --port, \"{port}\", --api-key, \"{key}\"]"
  static let runtime = """
    runtimes:
      - id: local
        memory: 16GiB
        command: \(command)

    """

  static func read(
    _ yaml: String, environment: [String: String] = [:]
  ) throws(ConfigurationRefusal) -> LoadedConfiguration {
    try ConfigurationReader.read(
      yaml: yaml, name: "muster.yaml", base: PathBase(folder: "/srv/muster", home: "/home/me"),
      environment: environment)
  }

  /// The problems of a file; empty if it is valid.
  static func problems(_ yaml: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try read(yaml, environment: environment)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  static func warnings(_ yaml: String, environment: [String: String] = [:]) throws -> [String] {
    try read(yaml, environment: environment).warnings.map(\.description)
  }
}
