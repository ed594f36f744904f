import CWeb
import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// The web page, embedded in the executable.
struct WebPage: Sendable {
  private struct Asset: Sendable {
    var contentType: String
    var bytes: ByteBuffer
    /// As gzip; `nil` if that saves nothing.
    var compressed: ByteBuffer?
    var tag: String
    /// Its path contains a hash of its content.
    var isVersioned: Bool
  }

  private static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  private let assets: [String: Asset]

  init(below basePath: BasePath) {
    var assets: [String: Asset] = [:]
    for index in 0..<muster_web_asset_count() {
      let raw = muster_web_asset_at(index)
      guard let path = raw.path, let type = raw.content_type, let start = raw.bytes else { continue }
      var bytes = ByteBuffer(bytes: UnsafeBufferPointer(start: start, count: raw.count))
      var compressed = raw.gzip_bytes.map {
        ByteBuffer(bytes: UnsafeBufferPointer(start: $0, count: raw.gzip_count))
      }
      let name = String(cString: path)
      if name == Self.page, !basePath.description.isEmpty {
        bytes = Self.placed(bytes, below: basePath)
        compressed = nil
      }
      assets[name] = Asset(
        contentType: String(cString: type), bytes: bytes, compressed: compressed,
        tag: "\"\(Self.fingerprint(bytes))\"", isVersioned: name.split(separator: "/").count > 2)
    }
    self.assets = assets
  }

  private static let page = "/index.html"

  /// The page for a base path: with the paths of its files, and the base path for its scripts.
  private static func placed(_ bytes: ByteBuffer, below basePath: BasePath) -> ByteBuffer {
    let text = String(buffer: bytes).replacing("=\"/assets/", with: "=\"\(basePath)/assets/")
      .replacing("<html ", with: "<html data-base-path=\"\(basePath)\" ", maxReplacements: 1)
    return ByteBuffer(string: text)
  }

  /// The file at `path`, or the page itself at each of `PageAddresses`, if the client accepts HTML.
  func asset(at path: String, for request: HTTPFields) -> Response? {
    let takesGzip = Self.accepts(["gzip", "*"], in: request[.acceptEncoding] ?? "")
    if let asset = assets[path] { return response(asset, isPage: path == Self.page, takesGzip) }
    guard PageAddresses.all.contains(path), let page = assets[Self.page] else { return nil }
    // API clients also request `/models`: there, the client must name HTML. At `/` there is nothing else.
    let types = ["text/html", "application/xhtml+xml", "text/*"] + (path == "/" ? ["*/*"] : [])
    guard Self.accepts(types, in: request[.accept] ?? (path == "/" ? "*/*" : "")) else { return nil }
    return response(page, isPage: true, takesGzip)
  }

  /// Whether an `Accept` header accepts the first of `names` that it contains (RFC 9110, 12.5).
  private static func accepts(_ names: [String], in header: String) -> Bool {
    let elements = header.split(separator: ",").map { element in
      element.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
    }
    for name in names {
      guard let element = elements.first(where: { $0.first == name }) else { continue }
      return !element.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
    }
    return false
  }

  private func response(_ asset: Asset, isPage: Bool, _ takesGzip: Bool) -> Response {
    var headers: HTTPFields = [
      .contentType: asset.contentType, .eTag: asset.tag, .xContentTypeOptions: "nosniff",
      .vary: isPage ? "Accept, Accept-Encoding" : "Accept-Encoding",
      .cacheControl: asset.isVersioned ? "public, max-age=31536000, immutable" : "no-cache",
    ]
    if isPage {
      headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
      if let referrerPolicy = HTTPField.Name("Referrer-Policy") { headers[referrerPolicy] = "same-origin" }
    }
    guard takesGzip, let compressed = asset.compressed else {
      return Response(status: .ok, headers: headers, body: .init(byteBuffer: asset.bytes))
    }
    headers[.contentEncoding] = "gzip"
    // A different encoding needs a different tag (RFC 9110, 8.8.3.3).
    headers[.eTag] = asset.tag.dropLast() + "-gzip\""
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: compressed))
  }

  /// FNV-1a, 64 bit. Not cryptographic: it only distinguishes versions of a file.
  private static func fingerprint(_ bytes: ByteBuffer) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes.readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
