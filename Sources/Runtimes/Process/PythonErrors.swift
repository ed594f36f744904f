/// How a program tells in its log why it fails.
enum LogStyle: Sendable {
  /// By single lines, the last of which are the most general.
  case lines
  /// By Python's tracebacks; the first error is the cause, and the others follow from it.
  case python
}

/// The errors in the log of a program in Python, such as `ValueError: too small`.
///
/// Programs of several processes put `(Worker pid=12) ERROR 11-30 02:44:50 [core.py:1510] ` before each line. An error
/// of one process becomes errors of the others, which only say that there was one.
struct PythonErrors: Sendable {
  private var first: String?
  private var last: String?
  private var firstFollowing: String?
  /// The next line says what the error is about.
  private var isOpen = false

  private static let following = [
    "Engine core initialization failed", "WorkerProc initialization failed", "Worker failed with error",
  ]

  /// The cause of a failure to start; after it was ready, that of its end.
  func cause(afterReady: Bool) -> String? { afterReady ? last : first ?? firstFollowing }

  mutating func read(_ line: String) {
    let message = Self.message(of: line)
    if isOpen {
      isOpen = false
      if message.first?.isWhitespace == true { return note(Self.withoutEnd(message)) }
    }
    guard let match = message.wholeMatch(of: /(?:[\w-]+: )?(?:[A-Za-z_]\w*\.)*(\w*(?:Error|Exception|error)): (.+)/)
    else { return }
    let text = String(match.2)
    // `vllm: error: unrecognized arguments: …`
    let error = match.1 == "error" ? text : "\(match.1): \(text)"
    if Self.following.contains(where: text.hasPrefix) {
      firstFollowing = firstFollowing ?? error
    } else {
      isOpen = text.contains(/^[0-9]+ validation errors? for\b/)
      note(error)
    }
  }

  private mutating func note(_ error: String) {
    // The line after an error that says nothing of itself takes its place.
    if first == nil || first == last && first?.contains("validation error") == true { first = error }
    last = error
  }

  private static func message(of line: String) -> Substring {
    var rest = line[...]
    if let prefix = rest.prefixMatch(of: /\([^()]+ pid=[0-9]+\)[ ]/) { rest = rest[prefix.range.upperBound...] }
    if let prefix = rest.prefixMatch(of: /[A-Z]+ [0-9]{2}-[0-9]{2} [0-9:]+ \[[^\]]*\][ ]/) {
      rest = rest[prefix.range.upperBound...]
    }
    return rest
  }

  /// `  Value error, … [type=value_error, input_value=…]`
  private static func withoutEnd(_ message: Substring) -> String {
    let text = message.drop(while: \.isWhitespace)
    return String(text.firstRange(of: " [type=").map { text[..<$0.lowerBound] } ?? text)
  }

  /// Memory and ports may be free the next time; a file, an argument or a program stays as it is.
  static func isPassing(_ error: String) -> Bool {
    let text = error.lowercased()
    return ["memory", "address already in use", "timeout", "timed out", "resource temporarily"].contains {
      text.contains($0)
    }
  }
}
