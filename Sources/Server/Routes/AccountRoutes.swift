import Accounts
import Domain
import Foundation
import Hummingbird

/// Sign-up, sign-in, sign-out, and one's own password.
struct AccountRoutes {
  let accounts: Accounts
  let site: SiteSettings

  var routes: [Route] {
    let root = "/api/v1/auths"
    return [
      Route(.post, "\(root)/signup", .signUp, "Make an account and sign it in", signUp),
      Route(.post, "\(root)/signin", .signIn, "Sign in", signIn),
      Route(.get, "\(root)/", .readSession, "Who am I", session),
      Route(.get, root, .readSession, "Who am I", session),
      Route(.get, "\(root)/signout", .signOut, "End the session", signOut)
        .withHead(contentType: "application/json"),
      Route(.post, "\(root)/signout", .signOut, "End the session", signOut),
      Route(.post, "\(root)/update/profile", .changeProfile, "Change my name or picture", changeProfile),
      Route(.post, "\(root)/update/password", .changePassword, "Change my password", changePassword),
      Route(.post, "\(root)/add", .changePeople, "Make an account for somebody else", add),
    ]
  }

  @Sendable private func signUp(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let form = Self.signUpForm(&reader)
    try Self.finish(reader)
    return reply(try await accounts.signUp(form, from: context.origin), to: context)
  }

  @Sendable private func signIn(_ context: RequestContext) async throws -> Response {
    var reader = try await Self.form(of: context)
    let email = reader.text("email")
    let password = reader.text("password")
    try Self.finish(reader)
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
    try Self.finish(reader)
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
    try Self.finish(reader)
    return Reply.json(
      PeopleWire.added(try await accounts.addPerson(form, role: role, as: try context.requireCaller())),
      headers: [.cacheControl: "no-store"])
  }

  private static func signUpForm(_ reader: inout FormReader) -> SignUpForm {
    SignUpForm(
      name: reader.text("name"), email: reader.text("email"), password: reader.text("password"),
      profileImageURL: reader.optionalText("profile_image_url") ?? "/user.png")
  }

  /// Open WebUI's clients know these words for whatever is wrong with the form.
  private static let badForm = "Invalid authentication request."

  private static func form(of context: RequestContext) async throws -> FormReader {
    do {
      return try FormReader(try await context.json())
    } catch let refusal as Refusal where refusal.kind == .invalid {
      throw Refusal(.invalid, code: refusal.code, detail: badForm)
    }
  }

  private static func finish(_ reader: FormReader) throws {
    do {
      try reader.finish()
    } catch {
      throw Refusal(.invalid, code: error.code, detail: badForm)
    }
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
