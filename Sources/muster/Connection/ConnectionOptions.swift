import ArgumentParser
import Domain

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

/// Finds whom and which group a word on the command line means.
struct Directory {
  let connection: ServerConnection

  /// - Parameter word: an id or an e-mail address.
  /// - Returns: the person in short: `id`, `name`, `email`, `role`, `groups`.
  func person(_ word: String) async throws -> JSON {
    guard word.contains("@") else {
      guard !word.isEmpty, let person = try await connection.find("/api/v1/users/\(Query.encoded(word))/info") else {
        throw CommandFailure.refused("There is nobody with the id '\(DisplayText.harmless(word))'.")
      }
      return person
    }
    let found = try await connection.getAllPages("/api/v1/users/search", Query(["query": word]), of: "users")
    let person = (found["users"]?.array ?? []).first { $0["email"]?.string?.lowercased() == word.lowercased() }
    guard let person else {
      throw CommandFailure.refused("There is nobody with the e-mail address '\(DisplayText.harmless(word))'.")
    }
    return person
  }

  func personID(_ word: String) async throws -> String { try await person(word)["id"]?.string ?? "" }

  /// - Parameters:
  ///   - word: an id or a name; ids go before names.
  ///   - sharing: for those who are no administrators, look among the groups that they may share with.
  func group(_ word: String, forSharing sharing: Bool = false) async throws -> JSON {
    let answer = try await connection.get("/api/v1/groups/", Query(["share": sharing ? "true" : nil]))
    guard let group = Self.group(word, among: answer.array ?? []) else {
      throw CommandFailure.refused("There is no group with the id or name '\(DisplayText.harmless(word))'.")
    }
    return group
  }

  func groupID(_ word: String) async throws -> String { try await group(word)["id"]?.string ?? "" }

  /// Names of groups differ in more than upper and lower case.
  static func group(_ word: String, among groups: [JSON]) -> JSON? {
    groups.first { $0["id"]?.string == word }
      ?? groups.first { $0["name"]?.string?.lowercased() == word.lowercased() }
  }
}
