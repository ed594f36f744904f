import Domain

/// An answer of the server, successful or not.
struct Answer {
  var status: Int
  var bytes: [UInt8]
  var from: String
  /// The token for `muster undo`.
  var undoToken: String?

  /// What to print after a refusal that another token could avoid.
  struct Advice: Equatable {
    /// When the token is missing or invalid.
    var unknown: String
    /// When the request needs a session, not an API key.
    var key: String
  }

  /// Muster's own 404, not that of a proxy or another server.
  var isNotFound: Bool { status == 404 && (try? JSON(parsing: bytes))?["detail"] != nil }

  /// The whole body of a refusal.
  var refusal: JSON? { (200..<300).contains(status) ? nil : try? JSON(parsing: bytes) }

  /// - Throws: `CommandFailure` when the server refused, or is not Muster.
  func content(advice: Advice?) throws -> JSON {
    guard let content = try? JSON(parsing: bytes) else {
      throw CommandFailure.unreachable(
        "The server at \(from) is not Muster (status \(status)). Pass Muster's address with --url or MUSTER_URL.")
    }
    if (200..<300).contains(status) { return content }
    var message = Self.detail(content) ?? "The server at \(from) answered with status \(status)."
    if let advice {
      if status == 401 { message += "\n" + advice.unknown }
      if content["code"]?.string == "access.needs_session" { message += "\n" + advice.key }
    }
    throw CommandFailure.refused(message)
  }

  /// The text of `detail`, which is a string or a list of invalid fields.
  private static func detail(_ content: JSON) -> String? {
    if let text = content["detail"]?.string { return text }
    guard let problems = content["detail"]?.array else { return content["error"]?["message"]?.string }
    let lines = problems.map { problem in
      let place = (problem["loc"]?.array ?? []).map { $0.string ?? $0.serialized() }.joined(separator: ".")
      return "\(place): \(problem["msg"]?.string ?? "")"
    }
    return lines.joined(separator: "\n")
  }
}
