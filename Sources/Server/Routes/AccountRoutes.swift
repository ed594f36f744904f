import Accounts
import Domain
import Foundation
import Hummingbird

/// Sign-up, sign-in, sign-out, and one's own profile and password.
struct AccountRoutes {
  let accounts: Accounts
  let site: SiteSettings

  var routes: [Route] {
    let root = "/api/v1/auths"
    return [
      Route(.post, "\(root)/signup", .signUp, "Create an account and sign in", signUp),
      Route(.post, "\(root)/signin", .signIn, "Sign in", signIn),
      Route(.get, "\(root)/", .readSession, "Get the current session", session),
      Route(.get, root, .readSession, "Get the current session", session),
      Route(.get, "\(root)/signout", .signOut, "Sign out", signOut)
        .withHead(contentType: "application/json"),
      Route(.post, "\(root)/signout", .signOut, "Sign out", signOut),
      Route(.post, "\(root)/update/profile", .changeProfile, "Change my name or image", changeProfile),
      Route(.post, "\(root)/update/password", .changePassword, "Change my password", changePassword),
      Route(.post, "\(root)/add", .changePeople, "Create an account for another user", add),
    ]
  }

  @Sendable private func signUp(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let form = Self.signUpForm(&reader)
    try await Self.finish(reader)
    return reply(try await accounts.signUp(form, from: context.origin), to: context)
  }

  @Sendable private func signIn(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let email = reader.text("email")
    let password = reader.text("password")
    try await Self.finish(reader)
    return reply(try await accounts.signIn(email: email, password: password, from: context.origin), to: context)
  }

  @Sendable private func session(_ context: RequestContext) async throws -> Response {
    reply(try await accounts.session(token: context.credentials.token, from: context.origin), to: context)
  }

  @Sendable private func signOut(_ context: RequestContext) async throws -> Response {
    var tokens = [context.credentials.token]
    // Otherwise the Open WebUI session would sign the browser in again at once.
    if site.acceptsOpenWebUISessions, let cookies = context.request.headers[.cookie] {
      tokens.append(SessionCookie.openWebUIToken(in: cookies))
    }
    for token in Set(tokens.compactMap(\.self)) { try await accounts.signOut(token: token, from: context.origin) }
    return Reply.json(["status": true], headers: [.setCookie: site.cookie.header("", seconds: 0, to: context.client)])
  }

  @Sendable private func changePassword(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let old = reader.text("password")
    let new = reader.text("new_password")
    try await Self.finish(reader)
    try await accounts.changePassword(from: old, to: new, as: try context.requireCaller())
    return Reply.json(true, headers: [.cacheControl: "no-store"])
  }

  @Sendable private func changeProfile(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let name = reader.optionalText("name")
    let image = reader.optionalText("profile_image_url")
    try reader.finish()
    try await accounts.changeProfile(name: name, image: image, as: try context.requireCaller())
    return reply(try await accounts.session(token: context.credentials.token, from: context.origin), to: context)
  }

  @Sendable private func add(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let form = Self.signUpForm(&reader)
    let role = reader.optionalChoice("role", of: Role.self) ?? .pending
    try await Self.finish(reader)
    return Reply.json(
      PeopleWire.added(try await accounts.addPerson(form, role: role, as: try context.requireCaller())),
      headers: [.cacheControl: "no-store"])
  }

  private static func signUpForm(_ reader: inout FormReader) -> SignUpForm {
    SignUpForm(
      name: reader.text("name"), email: reader.text("email"), password: reader.text("password"),
      profileImageURL: reader.optionalText("profile_image_url") ?? "/user.png")
  }

  private static func form(of context: RequestContext) async throws -> FormReader {
    try await OpenWebUIText.ofInvalidForm { try FormReader(try await context.json()) }
  }

  private static func finish(_ reader: FormReader) async throws {
    try await OpenWebUIText.ofInvalidForm { try reader.finish() }
  }

  private func reply(_ session: Session, to context: RequestContext) -> Response {
    let seconds = max(0, session.expiresAt.seconds - Int(Date().timeIntervalSince1970))
    return Reply.json(
      PeopleWire.session(session),
      headers: [
        .setCookie: site.cookie.header(session.token, seconds: seconds, to: context.client),
        .cacheControl: "no-store",
      ])
  }
}
