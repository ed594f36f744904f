import Accounts
import Domain
import Hummingbird

/// What concerns the house itself.
struct SystemRoutes {
  let accounts: Accounts
  let version: String
  /// What makes no progress although it should, in words for people.
  let problems: @Sendable () async -> [Problem]

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
    let texts = mayKnowDetails(visit) ? problems.map(\.detail) : problems.map(\.kind.summary)
    return Reply.json(
      [
        "status": false, "kinds": .array(Self.unique(problems.map(\.kind.rawValue)).map(JSON.string)),
        "problems": .array(Self.unique(texts).map(JSON.string)),
      ], status: .serviceUnavailable)
  }

  /// Details name models, files and addresses. A token that is no longer good is no reason to refuse the rest.
  private func mayKnowDetails(_ visit: Visit) -> Bool {
    (try? accounts.caller(visit.credentials, from: visit.origin).principal.seesEverything) ?? false
  }

  private static func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
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
