/// A command that starts its server in a container: `docker run …` or `podman run …`.
///
/// The server is no child of the command there, so that only the engine can tell whether it runs, and end it.
package struct ContainerCommand: Sendable, Equatable {
  /// Everything before `run`, with which the engine is told other things, too: `docker --context far`.
  package let engine: [String]
  /// From the options of `run` on.
  private let rest: [String]
  /// What of `rest` is options.
  private let options: [Option]

  private struct Option: Equatable {
    var name: String
    var value: String?
  }

  private static let engines: Set<String> = ["docker", "podman"]
  /// Options of `run` without a value (docker 28, podman 5).
  private static let switches: Set<String> = [
    "-d", "-i", "-t", "-P", "-q", "--detach", "--disable-content-trust", "--env-host", "--help", "--http-proxy",
    "--init", "--interactive", "--no-healthcheck", "--no-hostname", "--no-hosts", "--oom-kill-disable", "--passwd",
    "--privileged", "--publish-all", "--quiet", "--read-only", "--read-only-tmpfs", "--replace", "--rm", "--rmi",
    "--rootfs", "--sig-proxy", "--tls-verify", "--tty", "--unsetenv-all", "--use-api-socket",
  ]
  private static let long = ["-d": "--detach", "-P": "--publish-all", "-p": "--publish", "--net": "--network"]
  /// Muster gives these, or must be able to end the container.
  private static let refused: Set<String> = [
    "--name", "--detach", "--restart", "--replace", "--cidfile", "--publish-all", "--sig-proxy", "--help",
  ]

  /// - Returns: `nil` for any other command.
  package init?(_ command: [String]) {
    guard
      let program = command.firstIndex(where: { Self.engines.contains(String($0.split(separator: "/").last ?? "")) }),
      let run = command[program...].firstIndex(of: "run"), run > program
    else { return nil }
    let isLong = run > program + 1 && command[run - 1] == "container"
    engine = Array(command[..<(isLong ? run - 1 : run)])
    rest = Array(command[(run + 1)...])
    options = Self.options(rest[...])
  }

  private static func options(_ words: ArraySlice<String>) -> [Option] {
    var words = words
    var options: [Option] = []
    while let word = words.first, word.hasPrefix("-"), word != "-", word != "--" {
      words.removeFirst()
      var option = Option(name: word)
      if word.hasPrefix("--") {
        if let equals = word.firstIndex(of: "=") {
          option = Option(name: String(word[..<equals]), value: String(word[word.index(after: equals)...]))
        }
      } else {
        // Several in one word: -it, -dit, -p8080:80.
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
          option = Option(name: "-\(letter)")
          guard switches.contains(option.name), !letters.isEmpty else { break }
          options.append(option)
        }
        if !letters.isEmpty { option.value = String(letters.hasPrefix("=") ? letters.dropFirst() : letters) }
      }
      if option.value == nil, !switches.contains(option.name) { option.value = words.popFirst() }
      options.append(option)
    }
    return options.map { Option(name: long[$0.name] ?? $0.name, value: $0.value) }
  }

  /// Why Muster could not run it, or should not; `nil`: nothing.
  package var problem: String? {
    if let option = options.first(where: { Self.refused.contains($0.name) && $0.value != "false" }) {
      return "has \(option.name), which is for Muster to say"
    }
    let published = options.filter { $0.name == "--publish" }.compactMap(\.value).filter { $0.contains("{port}") }
    if let open = published.first(where: { !$0.hasPrefix("127.0.0.1:{port}:") }) {
      return "publishes '\(open)'; write 127.0.0.1:{port}: and the server's port, or others can reach the model"
    }
    if published.isEmpty, !options.contains(where: { $0.name == "--network" && $0.value == "host" }) {
      return "publishes no {port}; add --publish 127.0.0.1:{port}:8080 with the server's port"
    }
    return nil
  }

  /// What the server's port is published at; otherwise the server itself listens on it.
  package var isPublished: Bool { options.contains { $0.name == "--publish" && $0.value?.contains("{port}") == true } }

  /// The command with a name by which the engine can be told about the container, and labels by which others can see
  /// whose it is.
  package func named(_ name: String, labels: [(name: String, value: String)]) -> [String] {
    var added = ["run", "--name", name]
    for label in labels { added += ["--label", "\(label.name)=\(label.value)"] }
    if !options.contains(where: { $0.name == "--rm" && $0.value != "false" }) { added.append("--rm") }
    return engine + added + rest
  }
}
