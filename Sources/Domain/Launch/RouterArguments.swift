/// What Muster knows of the arguments of llama-server in router mode (b10434).
package enum RouterArguments {
  /// Would take what is Muster's own, or make it no router.
  private static let refused: Set<String> = [
    "--host", "--port", "--reuse-port", "--api-key", "--api-key-file", "--api-prefix", "--ssl-key-file",
    "--ssl-cert-file", "--models-max", "--models-autoload", "--no-models-autoload", "-m", "--model", "-mu",
    "--model-url", "-hf", "-hfr", "--hf-repo", "-dr", "--docker-repo", "--log-disable", "--log-file", "--log-colors",
  ]

  /// What Muster adds to the command. The key is in the environment.
  package static func own(port: Int) -> [String] {
    ["--host", "127.0.0.1", "--port", String(port), "--models-max", "0", "--no-models-autoload"]
  }

  /// The first word of a router's command that is for Muster to say.
  package static func refused(in command: [String]) -> String? {
    let program = command.firstIndex { ($0.split(separator: "/").last ?? "").hasPrefix("llama-server") } ?? 0
    return command.dropFirst(program + 1).first {
      LaunchArguments.isFlag($0) && refused.contains(LaunchArguments.name(of: $0))
    }
  }
}
