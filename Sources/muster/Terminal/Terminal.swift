#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The standard streams: whether they are a terminal, and how to write to it.
enum Terminal {
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// Whether to print colors: only on a terminal, and not with `NO_COLOR` (no-color.org).
  static var isColored: Bool {
    isOutputTerminal && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }

  /// The terminal's columns; `nil` when the output is not a terminal and must not be cut.
  static var width: Int? {
    guard isOutputTerminal else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Writes a line to the error stream.
  static func writeLine(_ message: String) { write(message + "\n") }

  /// Shows a line that the next one replaces, if the error stream is a terminal.
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

  /// `2026-07-11 14:03:20` in the local time zone.
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
  /// `14:03:20`, with the date unless it is today.
  static func shortLocalTime(_ secondsSince1970: Int, now: Int = time(nil)) -> String {
    let moment = localTime(secondsSince1970)
    return moment.prefix(10) == localTime(now).prefix(10) ? String(moment.suffix(8)) : moment
  }
}

/// `write(2)`, whose name `Terminal.write` hides.
private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// Text as a terminal shows it.
enum DisplayText {
  /// Without control characters: an escape sequence in another user's text could manipulate the terminal.
  static func sanitized(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: scalar == "\n" || scalar == "\t" ? " " : "\u{FFFD}"
          case .format where isDirection(scalar): "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// How many columns the text takes.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  static func cut(_ text: String, to width: Int) -> String {
    guard self.width(text) > width else { return text }
    var prefix = ""
    var used = 1  // the ellipsis
    for character in text {
      used += self.width(character)
      guard used <= width else { break }
      prefix.append(character)
    }
    return prefix + "…"
  }

  private static func width(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    let isEmoji = first.properties.isEmojiPresentation
    return isEmoji || isWide(first.value) ? 2 : 1
  }

  /// The blocks whose characters East Asian typography makes two columns wide (Unicode UAX 11, W and F).
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Overrides and isolates, which can disguise a text.
  private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
