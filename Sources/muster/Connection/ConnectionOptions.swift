import ArgumentParser
import Domain

/// `--url` and `--token`.
struct ConnectionOptions: ParsableArguments {
  static let standardURL = "http://127.0.0.1:8080"

  @Option(help: ArgumentHelp("The server's address. (default: $MUSTER_URL or \(standardURL))", valueName: "address"))
  var url: String?

  @Option(
    help: ArgumentHelp(
      "A token from 'muster sign-in', or an API key. (default: $MUSTER_TOKEN)", valueName: "token"))
  var token: String?

  func connection() throws -> ServerConnection {
    let address = url ?? Self.variable("MUSTER_URL") ?? Self.standardURL
    guard let base = ServerConnection.base(address) else {
      throw ValidationError("'\(address)' is not a server address such as \(Self.standardURL).")
    }
    return ServerConnection(base: base, token: token ?? Self.variable("MUSTER_TOKEN"))
  }

  private static func variable(_ name: String) -> String? {
    Terminal.variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// Finds the user or group that an argument names.
struct Directory {
  let connection: ServerConnection

  /// - Parameter reference: an id or an e-mail address.
  /// - Returns: a short form of the user: `id`, `name`, `email`, `role`, `groups`.
  func user(_ reference: String) async throws -> JSON {
    guard reference.contains("@") else {
      let path = "/api/v1/users/\(Query.encoded(reference))/info"
      guard !reference.isEmpty, let user = try await connection.find(path) else {
        throw CommandFailure.refused("There is no user with the ID '\(DisplayText.sanitized(reference))'.")
      }
      return user
    }
    let found = try await connection.getAllPages("/api/v1/users/search", Query(["query": reference]), of: "users")
    let user = (found["users"]?.array ?? []).first { $0["email"]?.string?.lowercased() == reference.lowercased() }
    guard let user else {
      throw CommandFailure.refused("There is no user with the email address '\(DisplayText.sanitized(reference))'.")
    }
    return user
  }

  func userID(_ reference: String) async throws -> String { try await user(reference)["id"]?.string ?? "" }

  /// - Parameters:
  ///   - reference: an id or a name; ids take precedence.
  ///   - sharing: whether to search the groups that the caller can share with, for callers who are not administrators.
  func group(_ reference: String, forSharing sharing: Bool = false) async throws -> JSON {
    let answer = try await connection.get("/api/v1/groups/", Query(["share": sharing ? "true" : nil]))
    guard let group = Self.group(reference, among: answer.array ?? []) else {
      throw CommandFailure.refused("There is no group with the ID or name '\(DisplayText.sanitized(reference))'.")
    }
    return group
  }

  func groupID(_ reference: String) async throws -> String { try await group(reference)["id"]?.string ?? "" }

  /// Ignores case in names, because the server allows no names that differ in case only.
  static func group(_ reference: String, among groups: [JSON]) -> JSON? {
    groups.first { $0["id"]?.string == reference }
      ?? groups.first { $0["name"]?.string?.lowercased() == reference.lowercased() }
  }
}
