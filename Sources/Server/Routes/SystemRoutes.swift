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
      Route(.get, "/health", .readInstance, "Whether the house does its work", health),
      Route(.get, "/health/live", .readInstance, "Whether the process runs", live),
      Route(.get, "/api/version", .readInstance, "The version", showVersion),
      Route(.get, "/api/config", .readInstance, "What a client must know before anybody has signed in", configuration),
    ]
  }

  @Sendable private func health(_ context: RequestContext) async throws -> Response {
    let problems = await problems()
    if problems.isEmpty { return Reply.json(["status": true]) }
    let texts = mayKnowDetails(context) ? problems.map(\.detail) : problems.map(\.kind.summary)
    return Reply.json(
      [
        "status": false, "kinds": .array(Self.unique(problems.map(\.kind.rawValue)).map(JSON.string)),
        "problems": .array(Self.unique(texts).map(JSON.string)),
      ], status: .serviceUnavailable)
  }

  /// Details name models, files and addresses. A token that is no longer good is no reason to refuse the rest.
  private func mayKnowDetails(_ context: RequestContext) -> Bool {
    (try? accounts.caller(context.credentials, from: context.origin).principal.seesEverything) ?? false
  }

  private static func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  @Sendable private func live(_ context: RequestContext) async throws -> Response { Reply.json(["status": true]) }

  @Sendable private func showVersion(_ context: RequestContext) async throws -> Response {
    Reply.json(["version": .string(version)])
  }

  @Sendable private func configuration(_ context: RequestContext) async throws -> Response {
    let isEmpty = try await accounts.isEmpty()
    var body: JSON.Object = ["status": true, "name": "Muster", "version": .string(version)]
    if isEmpty { body["onboarding"] = true }
    body["features"] = [
      "auth": true, "enable_signup": .bool(isEmpty || accounts.signUp != .closed), "enable_login_form": true,
    ]
    return Reply.json(.object(body))
  }
}
