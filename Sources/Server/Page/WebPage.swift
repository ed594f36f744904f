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
    var tag: String
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
      assets[String(cString: path)] = Asset(
        contentType: String(cString: type), bytes: bytes, tag: "\"\(Self.fingerprint(bytes))\"")
    }
    self.assets = assets
  }

  /// The file at `path`; the page itself for every path that no program uses: its routes are its own.
  func asset(at path: String) -> Response? {
    if let asset = assets[path] { return response(asset, isPage: path == "/index.html") }
    let isForPrograms = Self.programPaths.contains { path == $0 || path.hasPrefix($0 + "/") }
    guard !isForPrograms, let page = assets["/index.html"] else { return nil }
    return response(page, isPage: true)
  }

  private func response(_ asset: Asset, isPage: Bool) -> Response {
    var headers: HTTPFields = [
      .contentType: asset.contentType, .cacheControl: "no-cache", .eTag: asset.tag, .xContentTypeOptions: "nosniff",
    ]
    if isPage {
      headers[.contentSecurityPolicy] = Self.contentSecurityPolicy
      if let referrerPolicy = HTTPField.Name("Referrer-Policy") { headers[referrerPolicy] = "same-origin" }
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: asset.bytes))
  }

  /// FNV-1a, 64 bit: tells versions of a file apart, and nothing more.
  private static func fingerprint(_ bytes: ByteBuffer) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes.readableBytesView { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
