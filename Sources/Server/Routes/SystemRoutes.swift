import Accounts
import Domain
import Hummingbird

/// Health, version and public configuration.
struct SystemRoutes {
  let accounts: Accounts
  let version: String
  /// What is not working now.
  let problems: @Sendable () async -> [Problem]

  var routes: [Route] {
    [
      Route(.get, "/health", .readInstance, "Health", health),
      Route(.get, "/health/live", .readInstance, "Liveness: the process runs", live),
      Route(.get, "/api/version", .readInstance, "Version", showVersion),
      Route(.get, "/api/config", .readInstance, "Configuration that clients need before sign-in", configuration),
    ]
  }

  @Sendable private func health(_ context: RequestContext) async throws -> Response {
    let problems = await problems()
    if problems.isEmpty { return Reply.json(["status": true]) }
    let texts = maySeeDetails(context) ? problems.map(\.detail) : problems.map(\.kind.summary)
    return Reply.json(
      [
        "status": false, "kinds": .array(Self.unique(problems.map(\.kind.rawValue)).map(JSON.string)),
        "problems": .array(Self.unique(texts).map(JSON.string)),
      ], status: .serviceUnavailable)
  }

  /// Details name models, files and addresses. With an invalid token, the route answers as for the public.
  private func maySeeDetails(_ context: RequestContext) -> Bool {
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
