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
    /// By gzip; `nil` where that saves nothing.
    var compressed: ByteBuffer?
    var tag: String
    /// Its address changes with it.
    var isVersioned: Bool
  }

  /// What belongs to programs: an unknown path there is an error, never the page.
  private static let programPaths = ["/api", "/v1", "/ollama", "/openai", "/health", "/assets"]

  private static let contentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  private let assets: [String: Asset]

  init() {
    var assets: [String: Asset] = [:]
    for index in 0..<muster_web_asset_count() {
      let raw = muster_web_asset_at(index)
      guard let path = raw.path, let type = raw.content_type, let start = raw.bytes else { continue }
      let bytes = ByteBuffer(bytes: UnsafeBufferPointer(start: start, count: raw.count))
      let name = String(cString: path)
      assets[name] = Asset(
        contentType: String(cString: type), bytes: bytes,
        compressed: raw.gzip_bytes.map { ByteBuffer(bytes: UnsafeBufferPointer(start: $0, count: raw.gzip_count)) },
        tag: "\"\(Self.fingerprint(bytes))\"", isVersioned: name.split(separator: "/").count > 2)
    }
    self.assets = assets
  }

  /// The file at `path`; the page itself for every path that no program uses: its routes are its own.
  func asset(at path: String, for request: HTTPFields) -> Response? {
    let takesGzip = Self.takesGzip(request[.acceptEncoding] ?? "")
    if let asset = assets[path] { return response(asset, isPage: path == "/index.html", takesGzip) }
    let isForPrograms = Self.programPaths.contains { path == $0 || path.hasPrefix($0 + "/") }
    guard !isForPrograms, let page = assets["/index.html"] else { return nil }
    return response(page, isPage: true, takesGzip)
  }

  /// What `Accept-Encoding` says of gzip, by its name or else by `*` (RFC 9110, 12.5.3).
  private static func takesGzip(_ header: String) -> Bool {
    let elements = header.split(separator: ",").map { element in
      element.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
    }
    guard let element = elements.first(where: { $0.first == "gzip" }) ?? elements.first(where: { $0.first == "*" })
    else { return false }
    return !element.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
  }

  private func response(_ asset: Asset, isPage: Bool, _ takesGzip: Bool) -> Response {
    var headers: HTTPFields = [
      .contentType: asset.contentType, .eTag: asset.tag, .xContentTypeOptions: "nosniff", .vary: "Accept-Encoding",
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
    // Other bytes than those without (RFC 9110, 8.8.3.3).
    headers[.eTag] = asset.tag.dropLast() + "-gzip\""
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: compressed))
  }

  /// FNV-1a, 64 bit: tells versions of a file apart, and nothing more.
  private static func fingerprint(_ bytes: ByteBuffer) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes.readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
