import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// A client of a running server's API (docs/api.md).
struct ServerConnection: Sendable {
  /// Without a slash at the end.
  let base: String
  let token: String?
  /// Whether an authentication error comes with advice to sign in. `muster sign-in` gives none.
  var suggestsSignIn = true

  /// Longer than any load or drain that a configuration allows.
  static let longestWait = Duration.seconds(86_400 + 3600)
  private static let largestAnswer = 256 << 20

  static func base(_ address: String) -> String? {
    guard address.hasPrefix("http://") || address.hasPrefix("https://"), !address.contains(where: \.isWhitespace)
    else { return nil }
    let trimmed = String(address.reversed().drop { $0 == "/" }.reversed())
    return trimmed.hasSuffix(":") ? nil : trimmed
  }

  func get(_ path: String, _ query: Query = Query()) async throws -> JSON {
    try await send(.get, path, query, body: nil, within: .seconds(30)).content(advice: advice)
  }

  /// The whole answer, for callers that need more than its content.
  func answer(toGet path: String, _ query: Query) async throws -> Answer {
    try await send(.get, path, query, body: nil, within: .seconds(30))
  }

  /// `nil` when the server answers 404.
  func find(_ path: String) async throws -> JSON? {
    let answer = try await send(.get, path, Query(), body: nil, within: .seconds(30))
    if answer.isNotFound { return nil }
    return try answer.content(advice: advice)
  }

  func post(
    _ path: String, _ query: Query = Query(), _ body: JSON? = nil, within limit: Duration = .seconds(30)
  ) async throws -> JSON {
    try await content(of: answer(toPost: path, query, body, within: limit))
  }

  /// The whole answer, for callers that need more than its content.
  func answer(
    toPost path: String, _ query: Query, _ body: JSON?, within limit: Duration = .seconds(30)
  ) async throws -> Answer {
    try await send(.post, path, query, body: body, within: limit)
  }

  /// - Throws: `CommandFailure` when the server refused.
  func content(of answer: Answer) throws -> JSON { try answer.content(advice: advice) }

  func delete(_ path: String) async throws -> JSON { try await content(of: answer(toDelete: path)) }

  func answer(toDelete path: String) async throws -> Answer {
    try await send(.delete, path, Query(), body: nil, within: .seconds(30))
  }

  /// Streams a file to the server.
  func upload(_ path: String, _ query: Query, file: String, within limit: Duration) async throws -> JSON {
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw CommandFailure.unusable("Cannot read the file \(file).")
    }
    let length = try handle.seekToEnd()
    try handle.seek(toOffset: 0)
    var request = HTTPClientRequest(url: base + path + query.text)
    request.method = .POST
    request.headers.add(name: "Accept", value: "application/json")
    request.headers.add(name: "Content-Type", value: "application/vnd.sqlite3")
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    let pieces = AsyncThrowingStream<ByteBuffer, any Error>(unfolding: {
      try handle.read(upToCount: 1 << 20).flatMap { $0.isEmpty ? nil : ByteBuffer(bytes: $0) }
    })
    request.body = .stream(pieces, length: .known(Int64(length)))
    let answer = try await exchange(request, within: limit)
    try handle.close()
    return try content(of: answer)
  }

  /// Streams an answer to a file.
  /// - Returns: the answer's headers.
  /// - Throws: `CommandFailure` when the server refused; the file is then empty.
  func download(
    _ path: String, _ query: Query, to file: FileHandle, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> HTTPHeaders {
    var request = HTTPClientRequest(url: base + path + query.text)
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    return try await execute(request, within: Self.longestWait) { response in
      guard response.status.code == 200 else {
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        _ = try content(of: Answer(status: Int(response.status.code), bytes: Array(body.readableBytesView), from: base))
        throw CommandFailure.unreachable("The server at \(base) answered with status \(response.status.code).")
      }
      var bytes = 0
      for try await piece in response.body {
        try file.write(contentsOf: Data(piece.readableBytesView))
        bytes += piece.readableBytes
        progress(bytes)
      }
      return response.headers
    }
  }

  /// Gets a short text, such as a checkpoint.
  func text(_ path: String) async throws -> String {
    let answer = try await send(.get, path, Query(), body: nil, within: .seconds(30))
    guard (200..<300).contains(answer.status) else {
      _ = try content(of: answer)
      return ""
    }
    return String(decoding: answer.bytes, as: UTF8.self)
  }

  private enum Method: String {
    case get = "GET"
    case post = "POST"
    case delete = "DELETE"
  }

  private func send(
    _ method: Method, _ path: String, _ query: Query, body: JSON?, within limit: Duration
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path + query.text)
    request.method = .init(rawValue: method.rawValue)
    request.headers.add(name: "Accept", value: "application/json")
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(body.bytes())
    }
    return try await exchange(request, within: limit)
  }

  private var advice: Answer.Advice? {
    guard suggestsSignIn else { return nil }
    let command = "export MUSTER_TOKEN=$(muster sign-in)"
    let unknown =
      switch token {
      case nil: "Sign in: \(command)"
      case let token? where token.hasPrefix("sk-"): "The API key is invalid or has expired. Sign in instead: \(command)"
      default: "The token is invalid or has expired. Sign in again: \(command)"
      }
    return Answer.Advice(unknown: unknown, key: "API keys can't be used for this. Sign in: \(command)")
  }

  private func exchange(_ request: HTTPClientRequest, within limit: Duration) async throws -> Answer {
    try await execute(request, within: limit) { response in
      let body = try await response.body.collect(upTo: Self.largestAnswer)
      return Answer(
        status: Int(response.status.code), bytes: Array(body.readableBytesView), from: base,
        undoToken: response.headers.first(name: "X-Undo-Token"))
    }
  }

  private func execute<Value: Sendable>(
    _ request: HTTPClientRequest, within limit: Duration,
    _ read: @escaping @Sendable (HTTPClientResponse) async throws -> Value
  ) async throws -> Value {
    var configuration = HTTPClient.Configuration()
    configuration.timeout.connect = .seconds(5)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    do {
      return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
        try await read(try await client.execute(request, timeout: .nanoseconds(limit.wholeNanoseconds)))
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch let error as CancellationError {
      throw error
    } catch {
      throw unreachable(error)
    }
  }

  private func unreachable(_ error: any Error) -> CommandFailure {
    if let error = error as? HTTPClientError, error == .deadlineExceeded || error == .readTimeout {
      return .unreachable("The server at \(base) did not answer in time. Check its log.")
    }
    return .unreachable(
      """
      No server answers at \(base) (\(Self.cause(of: error))).
      Start one with 'muster serve', or pass its address with --url or MUSTER_URL.
      """)
  }
}

extension ServerConnection {
  /// A short text for the most common of NIO's errors, which list every address tried.
  static func cause(of error: any Error) -> String {
    let description = "\(error)"
    if description.contains("Connection refused") { return "connection refused" }
    if description.contains("connectTimeout") { return "no connection within 5 s" }
    if description.contains("dnsAError: Optional") { return "unknown host" }
    return description
  }
}

/// The query of a URL, with its question mark.
struct Query: Sendable {
  private(set) var text = ""

  init(_ pairs: KeyValuePairs<String, String?> = [:]) {
    for (name, value) in pairs {
      if let value { add(name, value) }
    }
  }

  mutating func add(_ name: String, _ value: String) {
    text += (text.isEmpty ? "?" : "&") + name + "=" + Self.encoded(value)
  }

  /// Percent-encodes everything but RFC 3986's unreserved characters.
  static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isASCIIHexDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || ["-", ".", "_", "~"].contains(scalar)
      {
        out.unicodeScalars.append(scalar)
      } else {
        out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }
}

extension ServerConnection {
  /// Gets all pages of a list as one answer: the first page's, with the entries of all pages.
  /// - Parameter entries: the field of the answer that has the list.
  func getAllPages(_ path: String, _ query: Query = Query(), of entries: String) async throws -> JSON {
    var whole: JSON.Object = [:]
    var all: [JSON] = []
    var number = 1
    while true {
      var query = query
      query.add("page", String(number))
      let answer = try await get(path, query)
      let page = answer[entries]?.array ?? []
      if number == 1 { whole = answer.object ?? [:] }
      all += page
      // An empty page ends a list that shrinks meanwhile.
      if page.isEmpty || all.count >= answer["total"]?.int ?? 0 { break }
      number += 1
    }
    whole[entries] = .array(all)
    return .object(whole)
  }
}
