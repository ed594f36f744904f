import AsyncHTTPClient
import Domain

/// Asks a server whether it can answer.
struct HealthProbe: Sendable {
  enum Answer: Sendable, Equatable {
    case healthy
    /// Loading, or in trouble: the status it gave.
    case unready(Int)
    case none
    /// Muster itself is out of file descriptors, and knows nothing of the server.
    case notAsked
  }

  var client: HTTPClient
  /// Of its health route: `http://127.0.0.1:40123/health`.
  var url: String
  var key: String?

  func ask(within timeout: Duration) async -> Answer {
    if OpenFiles.areShort { return .notAsked }
    let answer = await answer(within: timeout)
    return answer == .none && OpenFiles.areShort ? .notAsked : answer
  }

  private func answer(within timeout: Duration) async -> Answer {
    var request = HTTPClientRequest(url: url)
    if let key { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
    // A connection kept alive holds up the end of a llama-server: it looks only every 10 ms whether it may leave it.
    request.headers.add(name: "Connection", value: "close")
    let asked = request
    return await withTaskGroup(of: Answer.self) { group in
      group.addTask {
        do {
          let response = try await client.execute(
            asked, timeout: .nanoseconds(timeout.wholeNanoseconds))
          // Only a whole answer is one.
          _ = try await response.body.collect(upTo: 64 * 1024)
          return response.status == .ok ? .healthy : .unready(Int(response.status.code))
        } catch {
          return .none  // no answer is what is asked about, not a failure of the asking
        }
      }
      // The client's own timeout ends with the head.
      group.addTask {
        try? await Task.sleep(for: timeout)
        return .none
      }
      defer { group.cancelAll() }
      return await group.next() ?? .none
    }
  }
}
