import ArgumentParser

/// `--url` and `--token`: which server, and as whom.
struct ConnectionOptions: ParsableArguments {
  static let standardURL = "http://127.0.0.1:8080"

  @Option(help: ArgumentHelp("The server. (default: $MUSTER_URL, or \(standardURL))", valueName: "address"))
  var url: String?

  @Option(
    help: ArgumentHelp(
      "Who asks: a token from 'muster sign-in', or an API key. (default: $MUSTER_TOKEN)", valueName: "token"))
  var token: String?

  func connection() throws -> ServerConnection {
    let address = url ?? Self.variable("MUSTER_URL") ?? Self.standardURL
    guard let base = ServerConnection.base(address) else {
      throw ValidationError("'\(address)' is no address of a server; write it as \(Self.standardURL).")
    }
    return ServerConnection(base: base, token: token ?? Self.variable("MUSTER_TOKEN"))
  }

  private static func variable(_ name: String) -> String? {
    Terminal.variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}
