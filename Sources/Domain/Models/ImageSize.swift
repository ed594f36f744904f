/// Width and height of an image, from its file header; `nil` when it is not of that kind.
///
/// Sources: PNG (RFC 2083, section 11.2.2), GIF89a (section 18), JPEG (ITU-T T.81, annex B), WebP (RFC 9649).
enum ImageSize {
  static func of(_ bytes: [UInt8], _ kind: ModelImage.Kind) -> (width: Int, height: Int)? {
    let reader = BytesReader(bytes: bytes)
    return switch kind {
    case .png: png(reader)
    case .gif: gif(reader)
    case .jpeg: jpeg(reader)
    case .webp: webp(reader)
    }
  }

  private static func png(_ reader: BytesReader) -> (Int, Int)? {
    guard reader.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), reader.text(at: 12, 4) == "IHDR",
      let width = reader.big(at: 16, 4), let height = reader.big(at: 20, 4)
    else { return nil }
    return (width, height)
  }

  private static func gif(_ reader: BytesReader) -> (Int, Int)? {
    guard ["GIF87a", "GIF89a"].contains(reader.text(at: 0, 6)), let width = reader.little(at: 6, 2),
      let height = reader.little(at: 8, 2)
    else { return nil }
    return (width, height)
  }

  /// Goes from marker to marker up to the frame's header.
  private static func jpeg(_ reader: BytesReader) -> (Int, Int)? {
    guard reader.starts(with: [0xFF, 0xD8]) else { return nil }
    var place = 2
    while let mark = reader.big(at: place, 1), mark == 0xFF, let marker = reader.big(at: place + 1, 1) {
      switch marker {
      case 0xFF: place += 1
      case 0x01, 0xD0...0xD7: place += 2
      // C4, C8 and CC are tables, not frames.
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
        guard let height = reader.big(at: place + 5, 2), let width = reader.big(at: place + 7, 2) else { return nil }
        return (width, height)
      default:
        guard let length = reader.big(at: place + 2, 2), length >= 2 else { return nil }
        place += 2 + length
      }
    }
    return nil
  }

  private static func webp(_ reader: BytesReader) -> (Int, Int)? {
    guard reader.text(at: 0, 4) == "RIFF", reader.text(at: 8, 4) == "WEBP" else { return nil }
    switch reader.text(at: 12, 4) {
    case "VP8 ":
      guard reader.big(at: 23, 3) == 0x9D012A, let width = reader.little(at: 26, 2),
        let height = reader.little(at: 28, 2)
      else { return nil }
      return (width & 0x3FFF, height & 0x3FFF)
    case "VP8L":
      guard reader.big(at: 20, 1) == 0x2F, let bits = reader.little(at: 21, 4) else { return nil }
      return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    case "VP8X":
      guard let width = reader.little(at: 24, 3), let height = reader.little(at: 27, 3) else { return nil }
      return (width + 1, height + 1)
    default: return nil
    }
  }
}

private struct BytesReader {
  let bytes: [UInt8]

  private func slice(at place: Int, _ count: Int) -> ArraySlice<UInt8>? {
    place >= 0 && place + count <= bytes.count ? bytes[place..<place + count] : nil
  }

  func starts(with beginning: [UInt8]) -> Bool { bytes.starts(with: beginning) }

  func text(at place: Int, _ count: Int) -> String? {
    slice(at: place, count).map { String(decoding: $0, as: UTF8.self) }
  }

  func big(at place: Int, _ count: Int) -> Int? { slice(at: place, count)?.reduce(0) { $0 << 8 | Int($1) } }

  func little(at place: Int, _ count: Int) -> Int? {
    slice(at: place, count)?.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
