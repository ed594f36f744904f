import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// A running server, spoken to by its API (docs/api.md).
struct ServerConnection: Sendable {
  /// Without a slash at the end.
  let base: String
  let token: String?
  /// Whether "not signed in" is answered with how to sign in: not while doing just that.
  var suggestsSignIn = true

  /// Longer than any load or drain that a configuration allows.
  static let patience = Duration.seconds(86_400 + 3600)
  private static let largestAnswer = 256 << 20

  static func base(_ address: String) -> String? {
    guard address.hasPrefix("http://") || address.hasPrefix("https://"), !address.contains(where: \.isWhitespace)
    else { return nil }
    let trimmed = String(address.reversed().drop { $0 == "/" }.reversed())
    return trimmed.hasSuffix(":") ? nil : trimmed
  }

  func get(_ path: String, _ query: Query = Query()) async throws -> JSON {
    try await ask(.get, path, query, body: nil, within: .seconds(30)).content(advice: advice)
  }

  /// The answer as it came, for those who need more of it than its content.
  func answer(toGet path: String, _ query: Query) async throws -> Answer {
    try await ask(.get, path, query, body: nil, within: .seconds(30))
  }

  /// `nil` when there is nothing of that name.
  func find(_ path: String) async throws -> JSON? {
    let answer = try await ask(.get, path, Query(), body: nil, within: .seconds(30))
    if answer.isNotFound { return nil }
    return try answer.content(advice: advice)
  }

  func post(
    _ path: String, _ query: Query = Query(), _ body: JSON? = nil, within limit: Duration = .seconds(30)
  ) async throws -> JSON {
    try await content(of: answer(toPost: path, query, body, within: limit))
  }

  /// The answer as it came, for those who need more of it than its content.
  func answer(
    toPost path: String, _ query: Query, _ body: JSON?, within limit: Duration = .seconds(30)
  ) async throws -> Answer {
    try await ask(.post, path, query, body: body, within: limit)
  }

  /// - Throws: `CommandFailure` when it was refused.
  func content(of answer: Answer) throws -> JSON { try answer.content(advice: advice) }

  func delete(_ path: String) async throws -> JSON { try await content(of: answer(toDelete: path)) }

  func answer(toDelete path: String) async throws -> Answer {
    try await ask(.delete, path, Query(), body: nil, within: .seconds(30))
  }

  /// Sends a file as it is, piece by piece.
  func upload(_ path: String, _ query: Query, file: String, within limit: Duration) async throws -> JSON {
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw CommandFailure.unusable("The file \(file) cannot be read.")
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

  /// Writes an answer into a file, piece by piece.
  /// - Returns: what the answer says of itself.
  /// - Throws: `CommandFailure` when it was refused; the file is then as it was made.
  func download(
    _ path: String, _ query: Query, to file: FileHandle, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> HTTPHeaders {
    var request = HTTPClientRequest(url: base + path + query.text)
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    return try await execute(request, within: Self.patience) { response in
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

  /// A short text, such as a checkpoint.
  func text(_ path: String) async throws -> String {
    let answer = try await ask(.get, path, Query(), body: nil, within: .seconds(30))
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

  private func ask(
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
    let way = "export MUSTER_TOKEN=$(muster sign-in)"
    let unknown =
      switch token {
      case nil: "Say who you are: \(way)"
      case let token? where token.hasPrefix("sk-"): "The API key is not, or no longer, good. Sign in instead: \(way)"
      default: "The token is not, or no longer, good. Get a new one: \(way)"
      }
    return Answer.Advice(unknown: unknown, key: "For this an API key is not enough. Sign in yourself: \(way)")
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
        try await read(try await client.execute(request, timeout: .seconds(limit.components.seconds)))
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
      return .unreachable("The server at \(base) took the question, but did not answer in time. Look at its log.")
    }
    return .unreachable(
      """
      No server answers at \(base) (\(Self.cause(of: error))).
      Start one with 'muster serve', or say where it is with --url or MUSTER_URL.
      """)
  }
}

extension ServerConnection {
  /// NIO's errors list every address it tried, with numbers; one of three sentences is nearly always enough.
  static func cause(of error: any Error) -> String {
    let description = "\(error)"
    if description.contains("Connection refused") { return "connection refused" }
    if description.contains("connectTimeout") { return "no connection within 5 s" }
    if description.contains("dnsAError: Optional") { return "unknown host" }
    return description
  }
}

/// The part of an address after "?".
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

  /// Everything but RFC 3986's unreserved characters.
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
  /// All pages of a list, as one answer: the first page's, with the entries of all.
  /// - Parameter entries: the member of the answer that is the list.
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
      // A list that shrinks meanwhile ends with an empty page.
      if page.isEmpty || all.count >= answer["total"]?.int ?? 0 { break }
      number += 1
    }
    whole[entries] = .array(all)
    return .object(whole)
  }
}
