import AsyncHTTPClient
import Domain
import Glibc
import NIOCore
import NIOPosix

/// Asks a model server that Muster did not start, in JSON. Every call has a deadline.
struct ServerAPI: Sendable {
  /// An answer of the server, whatever its status.
  struct Answer: Sendable {
    var status: Int
    /// `nil`: the body is not JSON.
    var body: JSON?
    /// The beginning of the body, for messages.
    var text: String
    /// All of the body, if it is not JSON.
    var whole = ""

    var isSuccess: Bool { (200..<300).contains(status) }

    /// What the server says about an error: OpenAI's, Ollama's and FastAPI's shapes.
    var message: String {
      let error = body?["error"]
      let text = error?["message"]?.string ?? error?.string ?? body?["detail"]?.string ?? text
      return text.isEmpty ? "status \(status)" : "status \(status): \(text.prefix(300))"
    }
  }

  /// No answer that could be used.
  struct Problem: Error, CustomStringConvertible {
    /// For people: `cannot be reached: connection refused`. Never contains a key.
    var description: String
    /// Muster cannot tell whether the server got the request.
    var isTimeout = false
    /// There is no server: nothing listens.
    var isRefused = false
    /// It was Muster's own, and is known to have ended with all that it had in memory.
    var hasEnded = false
  }

  /// More would not fit any model list.
  static let largestAnswer = 16 << 20

  let client: HTTPClient
  /// Without a slash at the end.
  let url: String
  let key: String?

  func get(_ path: String, within timeout: Duration) async throws(Problem) -> Answer {
    try await send(.get, path, nil, within: timeout)
  }

  func post(_ path: String, _ body: JSON, within timeout: Duration) async throws(Problem) -> Answer {
    try await send(.post, path, body, within: timeout)
  }

  private enum Method { case get, post }

  private func send(
    _ method: Method, _ path: String, _ body: JSON?, within timeout: Duration
  ) async throws(Problem) -> Answer {
    if OpenFiles.areShort { throw Problem(description: "Muster is out of file descriptors") }
    var request = HTTPClientRequest(url: url + path)
    request.method = method == .get ? .GET : .POST
    if let key { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: body.bytes()))
    }
    let sent = request
    let result = await withTaskGroup(of: Result<Answer, Problem>.self) { group in
      group.addTask {
        do {
          let response = try await client.execute(sent, timeout: .nanoseconds(timeout.wholeNanoseconds))
          let bytes = try await response.body.collect(upTo: Self.largestAnswer)
          let body = try? JSON(parsing: Array(bytes.readableBytesView))
          return .success(
            Answer(
              status: Int(response.status.code), body: body,
              text: String(decoding: bytes.readableBytesView.prefix(300), as: UTF8.self),
              whole: body == nil ? String(decoding: bytes.readableBytesView, as: UTF8.self) : ""))
        } catch {
          return .failure(Self.problem(error, timeout))
        }
      }
      // The client's own timeout ends with the head.
      group.addTask {
        try? await Task.sleep(for: timeout)
        return .failure(Self.lateAnswer(timeout))
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(Self.lateAnswer(timeout))
    }
    return try result.get()
  }

  private static func lateAnswer(_ timeout: Duration) -> Problem {
    Problem(description: "does not answer within \(timeout.asText)", isTimeout: true)
  }

  private static func problem(_ error: any Error, _ timeout: Duration) -> Problem {
    if let error = error as? HTTPClientError, error == .deadlineExceeded || error == .connectTimeout {
      return lateAnswer(timeout)
    }
    if let error = error as? IOError, error.errnoCode == 111 {
      return Problem(description: "cannot be reached: connection refused", isRefused: true)
    }
    if let error = error as? HTTPClientError, error == .remoteConnectionClosed {
      return Problem(description: "closes the connection without an answer")
    }
    if let error = error as? IOError {
      return Problem(description: "cannot be reached: \(String(cString: strerror(error.errnoCode)).lowercased())")
    }
    if let error = error as? NIOConnectionError {
      guard let first = error.connectionErrors.first else {
        return Problem(description: "cannot be reached: the host name '\(error.host)' has no address")
      }
      return problem(first.error, timeout)
    }
    return Problem(description: "cannot be reached: \(error)")
  }
}
