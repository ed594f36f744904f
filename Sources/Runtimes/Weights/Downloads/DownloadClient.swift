import AsyncHTTPClient
import Domain
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Asks web servers for files: follows redirects, and sends the token to its own host only.
struct DownloadClient: Sendable {
  private static let mostRedirects = 10
  private static let answerTimeout = TimeAmount.seconds(60)

  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: HTTPClientResponse.Body
    /// SHA-256 that the first server says the file has (`x-linked-etag` of Hugging Face).
    var linkedDigest: String?
    /// Bytes that the first server says the file has.
    var linkedBytes: Int?
  }

  let client: HTTPClient
  /// Whose addresses get the token.
  let tokenOrigin: String
  let token: String?

  /// - Parameters:
  ///   - url: http or https.
  ///   - range: of the file, such as `bytes=100-`.
  ///   - validator: the range is only answered if the file is still the same.
  /// - Throws: `Refusal` for a redirect that must not be followed; an error of the connection.
  func get(_ url: String, range: String? = nil, validator: String? = nil) async throws -> Answer {
    var address = url
    var linkedDigest: String?
    var linkedBytes: Int?
    for _ in 0...Self.mostRedirects {
      var request = HTTPClientRequest(url: address)
      request.headers.add(name: "User-Agent", value: "muster")
      request.headers.add(name: "Accept", value: "*/*")
      // A compressed file could not be resumed.
      request.headers.add(name: "Accept-Encoding", value: "identity")
      if let range { request.headers.add(name: "Range", value: range) }
      if let validator { request.headers.add(name: "If-Range", value: validator) }
      if let token, Self.origin(of: address) == Self.origin(of: tokenOrigin) {
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
      }
      let response = try await client.execute(request, timeout: Self.answerTimeout)
      if linkedDigest == nil { linkedDigest = Self.digest(response.headers.first(name: "x-linked-etag")) }
      if linkedBytes == nil { linkedBytes = response.headers.first(name: "x-linked-size").flatMap(Int.init) }
      guard [301, 302, 303, 307, 308].contains(response.status.code),
        let location = response.headers.first(name: "Location")
      else {
        return Answer(
          status: Int(response.status.code), headers: response.headers, body: response.body,
          linkedDigest: linkedDigest, linkedBytes: linkedBytes)
      }
      address = try Self.follow(location, from: address)
    }
    throw Refusal.badDownload("The server redirects more than \(Self.mostRedirects) times.")
  }

  /// SHA-256 in an entity tag; other tags are none.
  static func digest(_ tag: String?) -> String? {
    guard let tag else { return nil }
    let text = tag.filter { $0 != "\"" }.lowercased()
    return text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit } ? text : nil
  }

  /// - Throws: `Refusal` for another scheme than http and https, a fall back from https to http, or an address that no
  ///   request may go to.
  static func follow(_ location: String, from address: String) throws(Refusal) -> String {
    guard let base = URL(string: address), let target = URL(string: location, relativeTo: base)?.absoluteURL,
      let scheme = target.scheme?.lowercased()
    else { throw Refusal.badDownload("The server redirects to something that is no address.") }
    guard scheme == "https" || scheme == "http" else {
      throw Refusal.badDownload("The server redirects to an address that begins with \(scheme):, not https:.")
    }
    guard let host = target.host(), !host.isEmpty else {
      throw Refusal.badDownload("The server redirects to an address without a host.")
    }
    guard scheme == "https" || base.scheme?.lowercased() == "http" else {
      throw Refusal.badDownload("The server redirects from https to http, where others could change the file.")
    }
    guard !WeightsAddress.isForbidden(host) else {
      throw Refusal.badDownload("The server redirects to \(host), which Muster does not ask.")
    }
    return target.absoluteString
  }

  /// Scheme, host and port.
  static func origin(of url: String) -> String? {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
      let host = parts.host?.lowercased()
    else { return nil }
    return "\(scheme)://\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }
}

extension Refusal {
  static func badDownload(_ detail: String) -> Refusal {
    Refusal(.invalid, code: "weights.bad_download", detail: detail)
  }

  /// The server's answer, for people.
  static func download(status: Int, isTokenHost: Bool, hasToken: Bool) -> Refusal {
    let advice =
      switch status {
      case 401, 403:
        isTokenHost
          ? hasToken
            ? ": accept the model's conditions with the account of the token, or check the token"
            : ": it may need a token (downloads.hugging_face_token in the configuration)"
          : ": it needs a sign-in"
      case 404, 410: ": there is no such file"
      default: ""
      }
    return badDownload("The server answers with status \(status)\(advice).")
  }
}
