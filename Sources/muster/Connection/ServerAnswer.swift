import Domain

/// What came back, before it is known whether it is what was asked for.
struct Answer {
  var status: Int
  var bytes: [UInt8]
  var from: String
  /// What takes the act back.
  var undoToken: String?

  /// What to add to a refusal that another token would not have met.
  struct Advice: Equatable {
    /// When the server does not know who asks.
    var unknown: String
    /// When it asks for the person themself, and was shown an API key.
    var key: String
  }

  /// Muster's own 404, not that of whatever else may answer.
  var isNotFound: Bool { status == 404 && (try? JSON(parsing: bytes))?["detail"] != nil }

  /// A refusal whole, for those who read more of it than its words.
  var refusal: JSON? { (200..<300).contains(status) ? nil : try? JSON(parsing: bytes) }

  /// - Throws: `CommandFailure` with the server's words when it refused, with ours when whatever answers is not Muster.
  func content(advice: Advice?) throws -> JSON {
    guard let content = try? JSON(parsing: bytes) else {
      throw CommandFailure.unreachable(
        "What answers at \(from) is not Muster (status \(status)). Say where Muster is with --url or MUSTER_URL.")
    }
    if (200..<300).contains(status) { return content }
    var message = Self.detail(content) ?? "The server at \(from) refused with status \(status)."
    if let advice {
      if status == 401 { message += "\n" + advice.unknown }
      if content["code"]?.string == "access.needs_session" { message += "\n" + advice.key }
    }
    throw CommandFailure.refused(message)
  }

  /// `detail` in one of its shapes: a sentence, or a list of fields that were wrong.
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
