import Domain

/// What a request asks for (RFC 9112, 3.2), in one spelling.
struct RequestTarget: Sendable, Equatable {
  /// Percent-encoded, below the base path: begins with a slash, and has no doubled ones and none at its end.
  let path: String
  let query: String?

  /// - Parameter text: as it stands in the request: a path and a query, or a whole address.
  init(_ text: String, below basePath: BasePath = BasePath()) {
    var rest = text.prefix { $0 != "#" }
    if !rest.hasPrefix("/"), let colon = rest.firstRange(of: "://") {
      rest = rest[colon.upperBound...].drop { $0 != "/" && $0 != "?" }
    }
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = (parts.first ?? "").split(separator: "/")
    path = basePath.stripped(from: text == "*" ? text : "/" + segments.joined(separator: "/"))
    query = parts.count > 1 ? String(parts[1]) : nil
  }

  /// - Throws: `Refusal` when what the path stands for is no text.
  func check() throws {
    if let decoded = path.removingPercentEncoding, !decoded.utf8.contains(0) { return }
    throw Refusal.unreadable("The path")
  }
}

extension Refusal {
  static func unreadable(_ what: String) -> Refusal {
    Refusal(
      .malformed, code: "request.bad_encoding",
      detail: "\(what) is no text: after undoing %XX it is not UTF-8, or holds a NUL character.")
  }
}

/// The path below which a proxy serves Muster, such as `/muster`; empty when it has a host of its own.
package struct BasePath: Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init() { description = "" }

  /// `/muster`, `/ai/muster/`; `/` is none. `nil` for anything else, and for paths that Muster uses itself.
  package init?(_ text: String) {
    guard text.hasPrefix("/") else { return nil }
    let segments = text.split(separator: "/", omittingEmptySubsequences: true)
    let isPlain = segments.allSatisfy { segment in
      !segment.allSatisfy { $0 == "." }
        && segment.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~".contains($0)) }
    }
    guard isPlain, !text.contains("//"), segments.first.map({ !Self.ownPaths.contains(String($0)) }) ?? true else {
      return nil
    }
    description = segments.map { "/" + $0 }.joined()
  }

  /// A proxy may take the base path away itself: these could then not be told from it.
  private static let ownPaths: Set<String> = ["api", "assets", "health", "openai", "openapi.json", "v1"]

  /// `path` as Muster knows it. One without the base path comes from a proxy that has taken it away, or from this
  /// machine.
  func stripped(from path: String) -> String {
    guard !description.isEmpty, path.hasPrefix(description) else { return path }
    let rest = path.dropFirst(description.count)
    if rest.isEmpty { return "/" }
    return rest.hasPrefix("/") ? String(rest) : path
  }
}
