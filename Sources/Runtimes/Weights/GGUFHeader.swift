import Domain
import Glibc

/// What the header of a GGUF file says of its contents (github.com/ggml-org/ggml, docs/gguf.md).
///
/// Reads no more than the first `mostBytes`: writers put `general.*` first, and the long lists of tokens behind. Every
/// length in the file is checked against what was read, so that no file can make this take long or much memory.
struct GGUFHeader: Equatable, Sendable {
  static let mostBytes = 1 << 20
  private static let mostEntries = 4096
  private static let longestText = 256

  /// Was written by a machine of the other byte order: llama-server on this one cannot load it.
  var isOtherByteOrder = false
  /// `general.architecture`, such as `llama` or `clip`.
  var architecture: String?
  /// `general.type`, such as `model`, `adapter` or `mmproj`; older files have none.
  var type: String?
  var tensorCount: UInt64 = 0

  /// - Returns: `nil` when the bytes do not begin a GGUF file.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard bytes.starts(with: Array("GGUF".utf8)), reader.skip(4), let version = reader.number(4) else { return nil }
    if version & 0xFFFF == 0, version != 0 {
      isOtherByteOrder = true
      return
    }
    // Version 1 counted in 32 bits.
    reader.lengthBytes = version == 1 ? 4 : 8
    guard let tensors = reader.number(reader.lengthBytes), let entries = reader.number(reader.lengthBytes) else {
      return
    }
    tensorCount = tensors
    var left = min(entries, UInt64(Self.mostEntries))
    while left > 0, architecture == nil || type == nil {
      left -= 1
      guard let key = reader.text(atMost: Self.longestText), let kind = reader.number(4) else { return }
      if key == "general.architecture", kind == Reader.textKind {
        architecture = reader.text(atMost: Self.longestText)
        if architecture == nil { return }
      } else if key == "general.type", kind == Reader.textKind {
        type = reader.text(atMost: Self.longestText)
        if type == nil { return }
      } else if !reader.skipValue(kind) {
        return
      }
    }
  }

  /// - Throws: `Unreadable` when the file cannot be opened or read.
  init?(ofFile path: String) throws(Unreadable) {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Unreadable(code: errno) }
    defer { close(file) }
    // Mostly enough: a small piece, because many files may lie on a slow network.
    var bytes = try Self.read(file, 1 << 16)
    if let header = GGUFHeader(bytes), header.isComplete || bytes.count < 1 << 16 {
      self = header
      return
    }
    guard bytes.starts(with: Array("GGUF".utf8)) else { return nil }
    bytes = try Self.read(file, Self.mostBytes)
    guard let header = GGUFHeader(bytes) else { return nil }
    self = header
  }

  struct Unreadable: Error, Equatable {
    /// `errno`.
    var code: Int32
  }

  /// Why this is no model, if it is none. What is not known is one: its runtime will tell.
  /// - Parameter isWhole: not the first of several parts, which may hold no tensors.
  func reasonToSkip(isWhole: Bool) -> SkippedFile.Reason? {
    if isOtherByteOrder { return .otherByteOrder }
    switch type {
    case "mmproj": return .projector
    case "adapter": return .adapter
    case "imatrix": return .importanceMatrix
    default: break
    }
    switch architecture {
    case "clip": return .projector
    case "controlvector": return .controlVector
    case "imatrix": return .importanceMatrix
    case nil: return nil
    default: return isWhole && tensorCount == 0 ? .vocabulary : nil
    }
  }

  private var isComplete: Bool { architecture != nil && type != nil || isOtherByteOrder }

  private static func read(_ file: Int32, _ count: Int) throws(Unreadable) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(filled))
      }
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw Unreadable(code: errno)
      }
      filled += got
    }
    bytes.removeLast(count - filled)
    return bytes
  }
}

extension GGUFHeader {
  /// Steps over little-endian values, and never beyond the bytes.
  private struct Reader {
    static let textKind: UInt64 = 8
    private static let listKind: UInt64 = 9
    private static let deepestList = 4

    let bytes: [UInt8]
    var lengthBytes = 8
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var left: Int { bytes.count - position }

    mutating func skip(_ count: UInt64) -> Bool {
      guard count <= UInt64(left) else { return false }
      position += Int(count)
      return true
    }

    mutating func number(_ size: Int) -> UInt64? {
      guard size <= left else { return nil }
      defer { position += size }
      return bytes[position..<position + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// - Returns: `nil` when it is longer, goes beyond the bytes, or is not UTF-8.
    mutating func text(atMost longest: Int) -> String? {
      guard let length = number(lengthBytes), length <= UInt64(min(longest, left)) else { return nil }
      defer { position += Int(length) }
      return String(validating: bytes[position..<position + Int(length)], as: UTF8.self)
    }

    mutating func skipValue(_ kind: UInt64, depth: Int = 0) -> Bool {
      switch kind {
      case 0, 1, 7: return skip(1)
      case 2, 3: return skip(2)
      case 4, 5, 6: return skip(4)
      case 10, 11, 12: return skip(8)
      case Self.textKind:
        guard let length = number(lengthBytes) else { return false }
        return skip(length)
      case Self.listKind:
        guard depth < Self.deepestList, let kind = number(4), let count = number(lengthBytes) else { return false }
        // Every element takes a byte at least, so that a count that lies ends here.
        guard count <= UInt64(left) else { return false }
        for _ in 0..<count where !skipValue(kind, depth: depth + 1) { return false }
        return true
      default: return false
      }
    }
  }
}
