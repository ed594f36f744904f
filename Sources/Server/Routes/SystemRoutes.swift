import Accounts
import Domain
import Hummingbird

/// What concerns the house itself.
struct SystemRoutes {
  let accounts: Accounts
  let version: String
  /// What makes no progress although it should, in words for people.
  let problems: @Sendable () async -> [String]

  var routes: [Route] {
    [
      Route(.get, "/health", .readHouse, "Whether the house does its work", health),
      Route(.get, "/health/live", .readHouse, "Whether the process runs", live),
      Route(.get, "/api/version", .readHouse, "The version", showVersion),
      Route(.get, "/api/config", .readHouse, "What a client must know before anybody has signed in", configuration),
    ]
  }

  @Sendable private func health(_ visit: Visit) async throws -> Response {
    let problems = await problems()
    if problems.isEmpty { return Reply.json(["status": true]) }
    return Reply.json(
      ["status": false, "problems": .array(problems.map(JSON.string))], status: .serviceUnavailable)
  }

  @Sendable private func live(_ visit: Visit) async throws -> Response { Reply.json(["status": true]) }

  @Sendable private func showVersion(_ visit: Visit) async throws -> Response {
    Reply.json(["version": .string(version)])
  }

  @Sendable private func configuration(_ visit: Visit) async throws -> Response {
    let isEmpty = try await accounts.isEmpty()
    var body: JSON.Object = ["status": true, "name": "Muster", "version": .string(version)]
    if isEmpty { body["onboarding"] = true }
    body["features"] = [
      "auth": true, "enable_signup": .bool(isEmpty || accounts.signUp != .closed), "enable_login_form": true,
    ]
    return Reply.json(.object(body))
  }
}
