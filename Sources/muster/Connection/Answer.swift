import Domain

/// What came back, before it is known whether it is what was asked for.
struct Answer {
  var status: Int
  var bytes: [UInt8]
  var from: String

  /// - Parameter advice: what to add when the server does not know who asks.
  /// - Throws: `CommandFailure` with the server's words when it refused, with ours when whatever answers is not Muster.
  func content(advice: String?) throws -> JSON {
    guard let content = try? JSON(parsing: bytes) else {
      throw CommandFailure.unreachable(
        "What answers at \(from) is not Muster (status \(status)). Say where Muster is with --url or MUSTER_URL.")
    }
    if (200..<300).contains(status) { return content }
    var message = Self.detail(content) ?? "The server at \(from) refused with status \(status)."
    if status == 401, let advice { message += "\n" + advice }
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
