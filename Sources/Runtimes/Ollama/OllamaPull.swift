import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import Synchronization

/// `POST /api/pull` (docs/api.md of Ollama 0.32). Its status is 200 before anything is known: only the last line tells
/// what came of it.
extension OllamaRuntime: PullingRuntime {
  /// Verifying the digest of a large file says nothing for minutes.
  private static let longestSilence = Duration.seconds(600)
  private static let longestLine = 1 << 20

  package func pull(_ name: String, progress: @escaping @Sendable (PullProgress) -> Void) async throws {
    if OpenFiles.areShort { throw PullFailure(description: "Muster is out of file descriptors") }
    let heard = LastHeard()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await self.read(name, progress, heard)
      }
      group.addTask {
        while true {
          try await Task.sleep(until: heard.moment + Self.longestSilence, clock: .continuous)
          if heard.moment + Self.longestSilence <= .now {
            throw PullFailure(description: "\(self.id) has said nothing for \(Self.longestSilence.asText)")
          }
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }

  private func read(
    _ name: String, _ progress: @Sendable (PullProgress) -> Void, _ heard: LastHeard
  ) async throws {
    var request = HTTPClientRequest(url: settings.url + "/api/pull")
    request.method = .POST
    if let key = settings.keys.first { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    request.headers.add(name: "content-type", value: "application/json")
    request.body = .bytes(ByteBuffer(bytes: JSON.object(["model": .string(name)]).bytes()))
    var lines = OllamaPullLines()
    do {
      let response = try await api.server.client.execute(request, deadline: .distantFuture)
      var rest: [UInt8] = []
      for try await chunk in response.body {
        heard.note()
        rest += chunk.readableBytesView
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          if lines.take(Array(rest[..<end])) { progress(lines.progress) }
          rest.removeSubrange(...end)
        }
        if rest.count > Self.longestLine { throw PullFailure(description: "\(id) answers with an endless line") }
      }
      if lines.take(rest) { progress(lines.progress) }
    } catch let failure as PullFailure {
      throw failure
    } catch {
      try Task.checkCancellation()
      throw PullFailure(description: "the connection to \(id) broke: \(error)")
    }
    if let error = lines.error { throw PullFailure(description: error) }
    guard lines.isComplete else { throw PullFailure(description: "\(id) ended the pull without a result") }
    _ = await catalog.refresh(within: .seconds(5))
  }
}

/// When the server last said something.
private final class LastHeard: Sendable {
  private let last = Mutex(ContinuousClock.now)

  var moment: ContinuousClock.Instant { last.withLock(\.self) }

  func note() { last.withLock { $0 = .now } }
}

/// Adds up the lines of a pull. Pure.
struct OllamaPullLines {
  private(set) var progress = PullProgress()
  private(set) var error: String?
  private(set) var isComplete = false
  private var parts: [String: (completed: Int, total: Int)] = [:]

  /// - Returns: whether there is something new to tell.
  mutating func take(_ line: [UInt8]) -> Bool {
    guard let message = try? JSON(parsing: line) else { return false }
    if let text = message["error"]?.string {
      error = String(text.prefix(500))
      return false
    }
    if message["status"]?.string == "success" { isComplete = true }
    if let part = message["digest"]?.string, let total = message["total"]?.int, total >= 0 {
      parts[part] = (min(max(0, message["completed"]?.int ?? 0), total), total)
    }
    let next = PullProgress(
      step: String((message["status"]?.string ?? "").prefix(200)),
      completedBytes: parts.values.reduce(0) { $0 + $1.completed },
      totalBytes: parts.isEmpty ? nil : parts.values.reduce(0) { $0 + $1.total })
    defer { progress = next }
    return next != progress
  }
}
