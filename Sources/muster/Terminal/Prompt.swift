import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Asks whoever sits at the terminal. Questions go to the error stream, so that the output can be captured.
enum Question {
  struct Cancelled: Error {}

  static func ask(_ question: String) -> String? {
    Terminal.write(question)
    return readLine()
  }

  /// "No" unless the answer begins with y.
  static func confirm(_ question: String) -> Bool {
    ask("\(question) [y/N] ")?.lowercased().hasPrefix("y") ?? false
  }

  /// Reads a line that does not show on the screen.
  ///
  /// Reads byte by byte with signals off: Ctrl-C must find the terminal as it was. The screen is silent before it asks,
  /// so that an answer that comes at once is neither shown nor lost.
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
        while let last = typed.popLast(), last & 0xC0 == 0x80 {}  // a whole character, whatever its length
      case 0x15: typed.removeAll()
      default: typed.append(byte)
      }
    }
  }
}

/// `--yes`, for acts that cannot be taken back.
struct ConfirmationOption: ParsableArguments {
  @Flag(help: "Do not ask.") var yes = false

  /// Before anything is looked up: in scripts nobody can be asked.
  /// - Parameter act: what --yes says yes to, as in "to delete 'alpha'".
  func checkThatSomebodyCanBeAsked(to act: String) throws {
    guard yes || Terminal.isInputTerminal else {
      throw ValidationError("Nobody is here to be asked; say --yes to \(DisplayText.harmless(act)).")
    }
  }

  /// - Throws: `CommandFailure.refused` with `otherwise` when the answer is no.
  func ask(_ question: String, otherwise: String) throws {
    guard yes || Question.confirm(DisplayText.harmless(question)) else { throw CommandFailure.refused(otherwise) }
  }
}
