import Foundation
import Simulation

/// A CSV file that the command line reads.
enum TableFile {
  /// - Parameter name: a path, or `-` for standard input.
  /// - Throws: `CommandFailure`.
  static func text(_ name: String) throws(CommandFailure) -> String {
    let data = name == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: name)
    guard let data else {
      throw .unusable("The file \(DisplayText.sanitized(name)) does not exist or cannot be read.")
    }
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw .unusable("The file \(DisplayText.sanitized(name)) is not UTF-8 text.")
    }
    return text
  }

  static func read<Content>(
    _ name: String, _ parse: (String) throws(TableText.Problem) -> Content
  ) throws(CommandFailure) -> Content {
    let text = try text(name)
    do throws(TableText.Problem) {
      return try parse(text)
    } catch {
      throw failure(name, error)
    }
  }

  static func failure(_ name: String, _ problem: TableText.Problem) -> CommandFailure {
    let place = "\(name == "-" ? "standard input" : DisplayText.sanitized(name)), line \(problem.line)"
    return .refused("\(place): \(DisplayText.sanitized(problem.message)).")
  }
}
