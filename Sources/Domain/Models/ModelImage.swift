import FoundationEssentials

/// An image in a model's `meta.profile_image_url`, as a data URL (RFC 2397).
package struct ModelImage: Sendable, Equatable {
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

  /// Why a value cannot be a model's image; the message says what to do.
  package struct Unfit: Error, Equatable {
    package var message: String
  }

  /// - Parameter url: `data:image/png;base64,…`.
  /// - Throws: `Unfit`.
  package init(dataURL url: String) throws(Unfit) {
    let parts = url.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    guard let kind = Kind.allCases.first(where: { parts[0] == "data:\($0.rawValue);base64" }), parts.count == 2 else {
      throw Unfit(message: "must be a data URL with a PNG, JPEG, GIF or WebP image in base64")
    }
    guard parts[1].utf8.count <= Self.largestBytes / 3 * 4 + 4 else {
      throw Unfit(message: "the image is larger than \(Self.largestBytes.asBytes); use a smaller one")
    }
    guard let data = Data(base64Encoded: String(parts[1])) else { throw Unfit(message: "the image is not base64") }
    bytes = Array(data)
    self.kind = kind
    guard let (width, height) = ImageSize.of(bytes, kind) else {
      throw Unfit(message: "the image's contents are not \(kind.rawValue)")
    }
    guard (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height) else {
      let most = Self.largestSide
      throw Unfit(message: "the image has \(width) by \(height) pixels; at most \(most) by \(most) are allowed")
    }
  }
}

extension ModelContent {
  /// The picture that is kept here; `nil` when there is none, or only an address of one.
  package var image: ModelImage? { imageURL.flatMap { try? ModelImage(dataURL: $0) } }

  /// Whether there is one, without decoding it.
  package var hasImage: Bool { imageURL?.hasPrefix("data:") ?? false }

  private var imageURL: String? { meta["profile_image_url"]?.string }

  /// Images that Muster serves are checked; URLs are stored as given and never loaded.
  var imageProblem: String? {
    guard let value = meta["profile_image_url"], !value.isNull else { return nil }
    guard let url = value.string else { return "must be a text" }
    if url.isEmpty || url.hasPrefix("/") || url.hasPrefix("https://") || url.hasPrefix("http://") { return nil }
    do {
      _ = try ModelImage(dataURL: url)
      return nil
    } catch {
      return error.message
    }
  }
}
