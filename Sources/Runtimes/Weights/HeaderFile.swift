import Domain
import Glibc

/// Reads the headers of GGUF files, and no more of them than is needed.
enum HeaderFile {
  /// Enough to tell what a file is; a small piece, because many files may lie on a slow network.
  static let beginningBytes = 1 << 20
  /// Enough for all of a header: the longest known take 20 MB.
  static let mostBytes = 64 << 20

  struct Unreadable: Error, Equatable {
    /// `errno`.
    var code: Int32
  }

  /// The beginning of the header: what it says of the file as a whole.
  /// - Returns: `nil` when it is no GGUF file.
  /// - Throws: `Unreadable` when the file cannot be opened or read.
  static func beginning(of path: String) throws(Unreadable) -> GGUFHeader? {
    try header(of: path, sizes: [1 << 16, beginningBytes]) { $0.architecture != nil && $0.type != nil || $0.isComplete }
  }

  /// All of the header, or as much of it as `mostBytes` hold.
  static func whole(of path: String) throws(Unreadable) -> GGUFHeader? {
    try header(of: path, sizes: [beginningBytes, 8 << 20, mostBytes], isEnough: \.isComplete)
  }

  private static func header(
    of path: String, sizes: [Int], isEnough: (GGUFHeader) -> Bool
  ) throws(Unreadable) -> GGUFHeader? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Unreadable(code: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    for size in sizes {
      try read(file, upTo: size, into: &bytes)
      guard let header = GGUFHeader(bytes) else { return nil }
      if isEnough(header) || header.isOtherByteOrder || bytes.count < size || size == sizes.last { return header }
    }
    return nil
  }

  /// Goes on behind what was read.
  private static func read(_ file: Int32, upTo size: Int, into bytes: inout [UInt8]) throws(Unreadable) {
    let start = bytes.count
    var code: Int32 = 0
    let more = [UInt8](unsafeUninitializedCapacity: size - start) { buffer, filled in
      while filled < buffer.count {
        let got = pread(
          file, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, off_t(start + filled))
        if got == 0 { break }
        if got < 0 {
          if errno == EINTR { continue }
          code = errno
          break
        }
        filled += got
      }
    }
    if code != 0 { throw Unreadable(code: code) }
    bytes += more
  }
}
