@testable import muster

/// A file with everything that must be given; tests add what matters to them.
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

  /// What is said about a file that is refused, line by line; empty if it is not.
  static func complaints(_ yaml: String, environment: [String: String] = [:]) -> [String] {
    do {
      _ = try read(yaml, environment: environment)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  static func doubts(_ yaml: String, environment: [String: String] = [:]) throws -> [String] {
    try read(yaml, environment: environment).doubts.map(\.description)
  }
}
