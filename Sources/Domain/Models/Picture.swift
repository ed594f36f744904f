import FoundationEssentials

/// A picture in a model's `meta.profile_image_url`, as a data URL (RFC 2397).
package struct Picture: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case webp = "image/webp"
  }

  package static let largestBytes = 700 << 10
  /// Width and height, in pixels.
  package static let largestSide = 2048

  package var kind: Kind
  package var bytes: [UInt8]

  /// Why something is no picture that a model can have; the message says what to do.
  package struct Unfit: Error, Equatable {
    package var message: String
  }

  /// - Parameter url: `data:image/png;base64,…`.
  /// - Throws: `Unfit`.
  package init(dataURL url: String) throws(Unfit) {
    let parts = url.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind.allCases.first(where: { parts[0] == "data:\($0.rawValue);base64" }), parts.count == 2 else {
      throw Unfit(message: "a picture as data:image/png, image/jpeg, image/gif or image/webp, in base64, expected")
    }
    guard parts[1].utf8.count <= Self.largestBytes / 3 * 4 + 4 else {
      throw Unfit(message: "the picture is larger than \(Self.largestBytes.asBytes); use a smaller one")
    }
    guard let data = Data(base64Encoded: String(parts[1])) else { throw Unfit(message: "the picture is not base64") }
    bytes = Array(data)
    self.kind = kind
    guard let (width, height) = PictureSize.of(bytes, kind) else {
      throw Unfit(message: "the picture's contents are not \(kind.rawValue)")
    }
    guard (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height) else {
      let most = Self.largestSide
      throw Unfit(message: "the picture has \(width) by \(height) pixels; at most \(most) by \(most) are taken")
    }
  }
}

extension ModelContent {
  /// The picture that is kept here; `nil` when there is none, or only an address of one.
  package var picture: Picture? { pictureURL.flatMap { try? Picture(dataURL: $0) } }

  /// Whether there is one, without a look at it.
  package var hasPicture: Bool { pictureURL?.hasPrefix("data:") ?? false }

  private var pictureURL: String? { meta["profile_image_url"]?.string }

  /// Everything that is loaded from here is checked; addresses are kept as they are, and never loaded.
  var pictureProblem: String? {
    guard let value = meta["profile_image_url"], !value.isNull else { return nil }
    guard let url = value.string else { return "a text expected" }
    if url.isEmpty || url.hasPrefix("/") || url.hasPrefix("https://") || url.hasPrefix("http://") { return nil }
    do {
      _ = try Picture(dataURL: url)
      return nil
    } catch {
      return error.message
    }
  }
}
