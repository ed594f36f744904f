import Foundation

/// Reads a file line by line, in memory that does not grow with the file.
struct LineReader {
  private static let pieceBytes = 1 << 20

  private let handle: FileHandle
  /// What was read and is not used up; the line that `next` gave is a part of it.
  private(set) var bytes: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Whether the last line ended with a line break.
  private(set) var isEnded = true

  init?(path: String) {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    self.handle = handle
  }

  /// - Returns: where in `bytes` the next line stands, without its line break; `nil` at the end.
  mutating func next() throws -> Range<Int>? {
    var searched = position
    while true {
      if let end = lineBreak(from: searched) {
        defer { position = end + 1 }
        return position..<end
      }
      if isAtEnd {
        guard position < bytes.count else { return nil }
        defer { position = bytes.count }
        isEnded = false
        return position..<bytes.count
      }
      bytes.removeSubrange(..<position)
      searched = bytes.count
      position = 0
      guard let more = try handle.read(upToCount: Self.pieceBytes), !more.isEmpty else {
        isAtEnd = true
        continue
      }
      bytes.append(contentsOf: more)
    }
  }

  private func lineBreak(from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress, start < buffer.count,
        let found = memchr(base + start, 0x0A, buffer.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  func text(_ line: Range<Int>) -> String { String(decoding: bytes[line], as: UTF8.self) }
}
