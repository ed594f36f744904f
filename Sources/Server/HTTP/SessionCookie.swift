import Domain

/// The cookie that keeps a browser signed in.
///
/// Browsers send a host's cookies to all of its ports. If two servers on one host used the same name (Open WebUI uses
/// `token`; a second Muster), they would sign out each other's users.
struct SessionCookie: Sendable {
  let name: String
  /// The browser sends the cookie to this path and those below it.
  let path: String

  /// - Parameter instanceID: unique to this instance, and the same after a restart.
  init(instanceID: String, basePath: BasePath) {
    name = "muster_session_\(instanceID)"
    path = basePath.description.isEmpty ? "/" : basePath.description
  }

  /// - Parameter seconds: how long the browser keeps the cookie; 0 removes it.
  func header(_ token: String, seconds: Int, to client: Client) -> String {
    "\(name)=\(token); HttpOnly; Max-Age=\(seconds); Path=\(path); SameSite=lax"
      + (client.scheme == "https" ? "; Secure" : "")
  }

  func token(in header: String) -> String? { Self.value(of: name, in: header) }

  /// The session of an Open WebUI on the same host.
  static func openWebUIToken(in header: String) -> String? { value(of: "token", in: header) }

  private static func value(of name: String, in header: String) -> String? {
    for cookie in header.split(separator: ";") {
      let pair = cookie.split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0].drop(while: { $0 == " " }) == name { return String(pair[1]) }
    }
    return nil
  }
}
