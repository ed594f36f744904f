import FoundationEssentials
import Testing

@testable import Domain

@Suite struct `An image` {
  private static func url(_ bytes: [UInt8], _ kind: ModelImage.Kind) -> String {
    "data:\(kind.rawValue);base64,\(Data(bytes).base64EncodedString())"
  }

  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 1, 0, 0, 0, 0, 128]
  private static let gif: [UInt8] = Array("GIF89a".utf8) + [0, 1, 128, 0]
  /// A comment comes before the frame's header.
  private static let jpeg: [UInt8] = [
    0xFF, 0xD8, 0xFF, 0xFE, 0, 4, 1, 2, 0xFF, 0xC2, 0, 17, 8, 0, 128, 1, 0, 3,
  ]
  private static func webp(_ kind: String, _ rest: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8) + Array(kind.utf8) + [0, 0, 0, 0] + rest
  }
  private static let lossy = webp("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0, 1, 128, 0])
  /// 14 bits of width - 1, 14 of height - 1.
  private static let lossless = webp("VP8L", [0x2F, 0xFF, 0xC0, 0x1F, 0])
  private static let extended = webp("VP8X", [0, 0, 0, 0, 255, 0, 0, 127, 0, 0])

  @Test(
    arguments: [
      (png, .png), (gif, .gif), (jpeg, .jpeg), (lossy, .webp), (lossless, .webp), (extended, .webp),
    ] as [([UInt8], ModelImage.Kind)])
  func `has its size read from the beginning of its file`(bytes: [UInt8], kind: ModelImage.Kind) throws {
    let size = try #require(ImageSize.of(bytes, kind))
    #expect(size == (256, 128))
    #expect(try ModelImage(dataURL: Self.url(bytes, kind)) == ModelImage(dataURL: Self.url(bytes, kind)))
  }

  @Test(arguments: [png, gif, jpeg, lossy, lossless, extended])
  func `that is cut off anywhere is refused, and nothing is read beyond its end`(bytes: [UInt8]) {
    for kind in ModelImage.Kind.allCases {
      for length in 0..<bytes.count {
        let cut = Array(bytes.prefix(length))
        // A size may be there already although the rest is not; never another one.
        if let size = ImageSize.of(cut, kind) { #expect(size == (256, 128)) }
      }
    }
  }

  @Test(arguments: ModelImage.Kind.allCases)
  func `is not recognized in random bytes`(kind: ModelImage.Kind) {
    var random = SplitMix64(seed: 7)
    for _ in 0..<2_000 {
      let bytes = (0..<random.within(0...60)).map { _ in UInt8(random.below(256)) }
      #expect(throws: ModelImage.Unfit.self) { try ModelImage(dataURL: Self.url(bytes, kind)) }
    }
  }

  @Test func `must be of the type that its data URL says`() {
    for kind in ModelImage.Kind.allCases where kind != .png {
      #expect(throws: ModelImage.Unfit(message: "the image's contents are not \(kind.rawValue)")) {
        try ModelImage(dataURL: Self.url(Self.png, kind))
      }
    }
  }
}
