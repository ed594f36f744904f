/// The end of what a process has written, without its key.
struct ProcessLog: Sendable {
  static let longestLineBytes = 4096
  static let keptLines = 200
  private static let guardPrefix = "muster-guard: "

  private(set) var lines: [String] = []
  /// The process that the guard has started: names its group, too.
  private(set) var pid: Int?
  private let key: String
  private let style: LogStyle
  private var errors = PythonErrors()
  private var pending: [UInt8] = []
  private var isTooLong = false

  init(key: String, style: LogStyle = .lines) {
    self.key = key
    self.style = style
  }

  /// - Returns: the lines that became complete.
  mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
    var complete: [String] = []
    for byte in bytes {
      // Progress bars go back to the beginning of the line: each state of them counts as a line.
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if let line = takeLine() { complete.append(line) }
      } else if pending.count < Self.longestLineBytes + key.utf8.count {
        pending.append(byte)
      } else {
        isTooLong = true
      }
    }
    return complete
  }

  /// The last line, if the process ended in the middle of it.
  mutating func finish() -> [String] { takeLine().map { [$0] } ?? [] }

  private mutating func takeLine() -> String? {
    defer {
      pending.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    guard !pending.isEmpty else { return nil }
    var line = String(decoding: pending, as: UTF8.self)
    if pid == nil, let started = Self.startedPID(in: line) {
      // Only the first line is the guard's; the program could write the same later.
      pid = started
      return nil
    }
    if !key.isEmpty {
      line = line.split(separator: key, omittingEmptySubsequences: false).joined(separator: "[key]")
    }
    // A key that begins just before the cut would be left in part.
    if isTooLong { line = line.dropLast(key.count) + "…" }
    if style == .python { errors.read(line) }
    lines.append(line)
    if lines.count > Self.keptLines { lines.removeFirst(lines.count - Self.keptLines) }
    return line
  }

  private static func startedPID(in line: String) -> Int? {
    guard line.hasPrefix(guardPrefix + "pid ") else { return nil }
    return Int(line.dropFirst(guardPrefix.count + 4))
  }
}

extension ProcessLog {
  /// What the guard says when the program cannot be executed at all.
  var refusalToStart: String? {
    lines.last { $0.hasPrefix(Self.guardPrefix + "cannot ") }
      .map { "Cannot " + $0.dropFirst(Self.guardPrefix.count + "cannot ".count) }
  }

  /// The line that says best why the process ended.
  ///
  /// A server repeats a failure on its way out, each time in more general words ("failed to load model",
  /// "exiting due to model loading error"), so words that name a cause win over words that only warn.
  /// - Parameter afterReady: it had been ready before.
  func tellingLine(afterReady: Bool = false) -> String? {
    if let cause = errors.cause(afterReady: afterReady) { return cause }
    let readable = lines.filter { $0.contains { !$0.isWhitespace } }
    for words in [Self.lastingCauses + Self.passingCauses, Self.summaries, Self.warnings] {
      if let line = readable.last(where: { Self.contains($0, anyOf: words) }) {
        return Self.withoutClock(line)
      }
    }
    return readable.last.map(Self.withoutClock)
  }

  /// The file or the command is at fault: the same will happen again.
  var namesLastingCause: Bool {
    if let cause = errors.cause(afterReady: false) { return !PythonErrors.isPassing(cause) }
    guard let line = tellingLine() else { return false }
    return Self.contains(line, anyOf: Self.lastingCauses)
  }

  private static let lastingCauses = [
    "corrupt", "invalid magic", "failed to read magic", "not within the file bounds",
    "failed to open gguf",
    "no such file", "missing tensor", "check_tensor_dims", "wrong number of tensors", "wrong shape",
    "key not found in model", "unknown model architecture", "invalid argument", "unknown argument",
  ]
  private static let passingCauses = [
    "couldn't bind", "address already in use", "out of memory", "unable to allocate",
    "failed to allocate",
    "cannot allocate", "assert",
  ]
  private static let summaries = ["error loading model:"]
  private static let warnings = [
    "error", "failed", "invalid", "unable", "couldn't", "cannot", "exception", "fatal",
  ]

  private static func contains(_ line: String, anyOf words: [String]) -> Bool {
    let line = line.lowercased()
    return words.contains { line.contains($0) }
  }

  /// A line of llama-server's that tells of no trouble: its level is none of errors.
  static func isCalm(_ line: String) -> Bool { line.prefixMatch(of: /[0-9]+(\.[0-9]+)+ [ADIW]\s/) != nil }

  /// llama-server begins each line with the time since its start and a level: `0.00.005.775 E `.
  private static func withoutClock(_ line: String) -> String {
    let words = line.replacing(/^[0-9]+(\.[0-9]+)+ [A-Z] +/, with: "")
    return String(words.trimmingPrefix(while: \.isWhitespace))
  }
}
