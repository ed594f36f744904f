import Accounts
import Domain
import Foundation
import Hummingbird

/// Sign-up, sign-in and sign-out.
struct AccountRoutes {
  let accounts: Accounts

  var routes: [Route] {
    let root = "/api/v1/auths"
    return [
      Route(.post, "\(root)/signup", .anyone, "Make an account and sign it in", signUp),
      Route(.post, "\(root)/signin", .anyone, "Sign in", signIn),
      Route(.get, "\(root)/", .accountHolder, "Who am I", session),
      Route(.get, root, .accountHolder, "Who am I", session),
      Route(.get, "\(root)/signout", .anyone, "End the session", signOut),
      Route(.post, "\(root)/signout", .anyone, "End the session", signOut),
    ]
  }

  @Sendable private func signUp(_ visit: Visit) async throws -> Response {
    var reader = try await Self.form(of: visit)
    let form = SignUpForm(
      name: reader.text("name"), email: reader.text("email"), password: reader.text("password"),
      profileImageURL: reader.optionalText("profile_image_url") ?? "/user.png")
    try Self.finish(reader)
    return Self.reply(try await accounts.signUp(form, from: visit.origin))
  }

  @Sendable private func signIn(_ visit: Visit) async throws -> Response {
    var reader = try await Self.form(of: visit)
    let email = reader.text("email")
    let password = reader.text("password")
    try Self.finish(reader)
    return Self.reply(try await accounts.signIn(email: email, password: password, from: visit.origin))
  }

  @Sendable private func session(_ visit: Visit) async throws -> Response {
    Self.reply(try await accounts.session(token: visit.token, from: visit.origin))
  }

  @Sendable private func signOut(_ visit: Visit) async throws -> Response {
    if let token = visit.token { try await accounts.signOut(token: token, from: visit.origin) }
    return Reply.json(["status": true], headers: [.setCookie: "token=; HttpOnly; Max-Age=0; Path=/; SameSite=lax"])
  }

  /// Open WebUI's clients know these words for whatever is wrong with the form.
  private static let badForm = "Invalid authentication request."

  private static func form(of visit: Visit) async throws -> FormReader {
    do {
      return try FormReader(try await visit.json())
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

  private static func reply(_ session: Session) -> Response {
    let seconds = max(0, session.expiresAt.seconds - Int(Date().timeIntervalSince1970))
    return Reply.json(
      AccountWire.session(session),
      headers: [
        .setCookie: "token=\(session.token); HttpOnly; Max-Age=\(seconds); Path=/; SameSite=lax",
        .cacheControl: "no-store",
      ])
  }
}
