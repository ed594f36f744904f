import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks the user at the terminal. Writes to the error stream, so that the output can be captured.
enum Prompt {
  struct Cancelled: Error {}

  static func ask(_ question: String) -> String? {
    Terminal.write(question)
    return readLine()
  }

  /// `false` unless the answer begins with y.
  static func confirm(_ question: String) -> Bool {
    ask("\(question) [y/N] ")?.lowercased().hasPrefix("y") ?? false
  }

  /// Reads a line without echo.
  ///
  /// Reads byte by byte with signals off, to restore the terminal on Ctrl-C. Turns the echo off before it writes the
  /// question, so that an immediate answer is neither shown nor lost.
  static func secret(_ question: String) throws -> String {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return ask(question) ?? "" }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    Terminal.write(question)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      Terminal.write("\n")
    }
    var typed: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      guard read(STDIN_FILENO, &byte, 1) == 1 else { throw Cancelled() }
      switch byte {
      case 0x0A, 0x0D: return String(decoding: typed, as: UTF8.self)
      case 0x03, 0x04, 0x1A, 0x1C: throw Cancelled()  // Ctrl-C, -D, -Z, -\
      case 0x7F, 0x08:
        while let last = typed.popLast(), last & 0xC0 == 0x80 {}  // a whole character, of any number of bytes
      case 0x15: typed.removeAll()
      default: typed.append(byte)
      }
    }
  }
}

/// `--yes`, for commands that ask for confirmation.
struct ConfirmationOption: ParsableArguments {
  @Flag(help: "Don't ask for confirmation.") var yes = false

  /// Fails before any request when there is no terminal to ask on.
  /// - Parameter action: such as "delete 'alpha'".
  func requireTerminal(to action: String) throws {
    guard yes || Terminal.isInputTerminal else {
      throw ValidationError("Not running in a terminal: pass --yes to \(DisplayText.sanitized(action)).")
    }
  }

  /// - Throws: `CommandFailure.refused` with `otherwise` when the answer is no.
  func ask(_ question: String, otherwise: String) throws {
    guard yes || Prompt.confirm(DisplayText.sanitized(question)) else { throw CommandFailure.refused(otherwise) }
  }
}
