import Domain
import Logging
import Subprocess

/// Asks docker or podman; every question has a deadline.
struct ContainerEngine: Sendable {
  /// The client with its global options: `docker --context far`.
  let client: [String]
  /// Added to Muster's own: which engine is meant may depend on it.
  let environment: [String: String]

  struct Answer: Sendable {
    var isSuccess: Bool
    var text: String
  }

  static let deadline = Duration.seconds(10)

  /// - Returns: `nil`: there was no answer in time, or no client.
  func ask(_ words: String..., within deadline: Duration = Self.deadline) async -> Answer? {
    guard let program = client.first, OpenFiles.canOpen(32) else { return nil }
    var additions: [Environment.Key: String?] = [:]
    for (name, value) in environment { if let key = Environment.Key(rawValue: name) { additions[key] = value } }
    var platform = PlatformOptions()
    platform.processGroupID = 0
    let (arguments, asked, options) = (
      Array(client.dropFirst()) + words, Environment.inherit.updating(additions), platform
    )
    return await withTaskGroup(of: Answer?.self) { group in
      group.addTask {
        guard
          let result = try? await Subprocess.run(
            program.contains("/") ? .path(.init(program)) : .name(program), arguments: Arguments(arguments),
            environment: asked, platformOptions: options, input: .none, output: .string(limit: 1 << 20),
            error: .discarded)
        else { return nil }
        return Answer(isSuccess: result.terminationStatus.isSuccess, text: result.standardOutput)
      }
      group.addTask {
        try? await Task.sleep(for: deadline)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}
