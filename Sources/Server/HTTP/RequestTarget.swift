import Domain

/// The target of a request (RFC 9112, 3.2), in canonical form.
struct RequestTarget: Sendable, Equatable {
  /// Percent-encoded and relative to the base path: with a leading slash, and no doubled or trailing ones.
  let path: String
  let query: String?

  /// - Parameter text: from the request line: a path and a query, or a whole URL.
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

  /// - Throws: `Refusal` if the path does not decode to UTF-8 text.
  func check() throws {
    if let decoded = path.removingPercentEncoding, !decoded.utf8.contains(0) { return }
    throw Refusal.notText("The path")
  }
}

extension Refusal {
  static func notText(_ what: String) -> Refusal {
    Refusal(
      .malformed, code: "request.bad_encoding",
      detail: "\(what) is not valid text: percent-decoded, it is not UTF-8 or contains a NUL character.")
  }
}

/// The path below which a proxy serves Muster, such as `/muster`; empty if Muster has a host of its own.
package struct BasePath: Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init() { description = "" }

  /// `/muster`, `/ai/muster/`; `/` means none. `nil` for anything else, and for paths that Muster uses itself.
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

  /// Some proxies strip the base path and some do not: with one of these, the two would look the same.
  private static let ownPaths: Set<String> = ["api", "assets", "health", "openai", "openapi.json", "v1"]

  /// A path without the base path stays as it is: it comes from a proxy that has stripped it, or from this machine.
  func stripped(from path: String) -> String {
    guard !description.isEmpty, path.hasPrefix(description) else { return path }
    let rest = path.dropFirst(description.count)
    if rest.isEmpty { return "/" }
    return rest.hasPrefix("/") ? String(rest) : path
  }
}
