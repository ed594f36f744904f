import Domain
import Storage

/// Publishes checkpoints to places outside Muster, where nobody with access to Muster can rewrite them.
package actor CheckpointPublisher {
  /// One place that checkpoints go to.
  package struct Channel: Sendable {
    /// As messages name it.
    package var name: String
    package var send: @Sendable (SignedNote) async throws -> Void

    package init(_ name: String, send: @escaping @Sendable (SignedNote) async throws -> Void) {
      self.name = name
      self.send = send
    }

    /// Notes one after the other, with an empty line between.
    package static func file(_ path: String) -> Channel {
      Channel("the file \(path)") { try Durable.append($0.encoded + "\n", to: path) }
    }
  }

  private let channels: [Channel]
  private let pause: Duration
  private let log: @Sendable (String) -> Void
  private var newest: SignedNote?
  /// The last checkpoint that each channel has received.
  private var sent: [String: SignedNote] = [:]
  private var failures: [String: String] = [:]

  /// - Parameter pause: between two checkpoints that are published.
  package init(channels: [Channel], pause: Duration, log: @escaping @Sendable (String) -> Void) {
    self.channels = channels
    self.pause = pause
    self.log = log
  }

  /// Why a channel has not received the newest checkpoint, if so.
  package var problem: String? {
    failures.sorted { $0.key < $1.key }.first.map { "checkpoints do not reach \($0.key): \($0.value)" }
  }

  package func take(_ note: SignedNote) { newest = note }

  /// Publishes the newest checkpoint periodically until the task is cancelled, and the last one at the end.
  package func run() async {
    while !Task.isCancelled {
      await publish()
      try? await Task.sleep(for: newest == nil ? min(pause, .milliseconds(200)) : pause)
    }
    await Task { await publish() }.value
  }

  private func publish() async {
    guard let newest else { return }
    for channel in channels where sent[channel.name] != newest {
      do {
        try await channel.send(newest)
        sent[channel.name] = newest
        failures[channel.name] = nil
      } catch is CancellationError {
        return
      } catch {
        if failures[channel.name] == nil { log("a checkpoint does not reach \(channel.name): \(error)") }
        failures[channel.name] = "\(error)"
      }
    }
  }
}
