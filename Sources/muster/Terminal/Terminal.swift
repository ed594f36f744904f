#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known of the streams the command was started with.
enum Terminal {
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// Colour is for people only, and only for those who have not said no (no-color.org).
  static var isColourful: Bool {
    isOutputTerminal && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }

  /// Columns that a line may have; `nil` when nobody looks at the output and nothing should be cut.
  static var width: Int? {
    guard isOutputTerminal else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Writes a line for people to the error stream.
  static func complain(_ message: String) { write(message + "\n") }

  /// Shows a line that the next one replaces; does nothing when nobody is watching.
  static func progress(_ message: String) {
    guard isErrorTerminal else { return }
    write("\r\u{1B}[K" + message)
  }

  static func write(_ text: String) {
    var bytes = ArraySlice(text.utf8)
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { posixWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// `2026-07-11 14:03:20` where the reader is.
  static func localTime(_ secondsSince1970: Int) -> String {
    var moment = time_t(secondsSince1970)
    var parts = tm()
    localtime_r(&moment, &parts)
    let text = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec].map {
      $0 < 10 ? "0\($0)" : "\($0)"
    }
    return text[0...2].joined(separator: "-") + " " + text[3...5].joined(separator: ":")
  }
}

extension Terminal {
  /// `14:03:20`, with its date only if that is not today's.
  static func shortLocalTime(_ secondsSince1970: Int, now: Int = time(nil)) -> String {
    let moment = localTime(secondsSince1970)
    return moment.prefix(10) == localTime(now).prefix(10) ? String(moment.suffix(8)) : moment
  }
}

/// `write(2)`, whose name the enumeration above has for itself.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
