import Domain
import Hummingbird
import NIOCore
import Registry
import Residency

/// One client's subscription to the live feed, as server-sent events.
struct LiveEventStream {
  private let feed: LiveFeed
  private let subscription: LiveFeed.Subscription
  private let disconnect: ClientDisconnect
  private let registry: Registry

  /// - Parameter lastEventID: of the last event that the client received, if it reconnects.
  init(_ feed: LiveFeed, after lastEventID: String?, to disconnect: ClientDisconnect, registry: Registry) {
    self.feed = feed
    self.disconnect = disconnect
    self.registry = registry
    let subscription = feed.subscribe(after: lastEventID)
    self.subscription = subscription
    disconnect.onDisconnect { feed.unsubscribe(subscription.id) }
  }

  /// - Parameters:
  ///   - snapshot: the whole state, for a client whose missed events are no longer known, and after a change of runtimes.
  ///   - currentCaller: resolves the caller again for each event, because a stream may outlive the right to follow it;
  ///     `nil` ends the stream.
  func response(
    for caller: Caller, snapshot: @escaping @Sendable (inout LiveView, Caller) async throws -> JSON,
    currentCaller: @escaping @Sendable () -> Caller?
  ) async throws -> Response {
    do {
      var view = LiveView(registry: registry)
      let first = try await firstMessages(for: caller, &view, snapshot)
      return Reply.eventStream(body: body(first, view, snapshot, currentCaller))
    } catch {
      end()
      throw error
    }
  }

  private func firstMessages(
    for caller: Caller, _ view: inout LiveView, _ snapshot: (inout LiveView, Caller) async throws -> JSON
  ) async throws -> [ByteBuffer] {
    guard let missed = subscription.missed, !missed.contains(where: \.isChangeOfRuntimes) else {
      let message = LiveView.Message(name: "snapshot", data: try await snapshot(&view, caller))
      return [Self.encoded(message, id: try feed.id(of: subscription.lastNumber))]
    }
    var messages: [ByteBuffer] = []
    for event in missed {
      guard let message = try await view.message(of: event.subject, for: caller) else { continue }
      messages.append(Self.encoded(message, id: try feed.id(of: event.number)))
    }
    return messages
  }

  private func body(
    _ first: [ByteBuffer], _ view: LiveView,
    _ snapshot: @escaping @Sendable (inout LiveView, Caller) async throws -> JSON,
    _ currentCaller: @escaping @Sendable () -> Caller?
  ) -> ResponseBody {
    ResponseBody { writer in
      defer { end() }
      var view = view
      for message in first { try await writer.write(message) }
      for await item in subscription.items {
        guard let caller = currentCaller() else { break }
        switch item {
        case .heartbeat:
          view.forgetAccess()
          try await writer.write(ByteBuffer(string: ": still here\n\n"))
        case .event(let event) where event.isChangeOfRuntimes:
          let message = LiveView.Message(name: "snapshot", data: try await snapshot(&view, caller))
          try await writer.write(Self.encoded(message, id: try feed.id(of: event.number)))
        case .passing(let subject):
          guard let message = try await view.message(of: subject, for: caller) else { continue }
          try await writer.write(Self.encoded(message, id: nil))
        case .event(let event):
          guard let message = try await view.message(of: event.subject, for: caller) else { continue }
          try await writer.write(Self.encoded(message, id: try feed.id(of: event.number)))
        }
      }
      try await writer.finish(nil)
    }
  }

  private func end() {
    feed.unsubscribe(subscription.id)
    disconnect.removeAction()
  }

  private static func encoded(_ message: LiveView.Message, id: String?) -> ByteBuffer {
    let id = id.map { "id: \($0)\n" } ?? ""
    return ByteBuffer(string: "\(id)event: \(message.name)\ndata: \(message.data.serialized())\n\n")
  }
}

extension LiveFeed.Event {
  fileprivate var isChangeOfRuntimes: Bool { if case .runtimes = subject { true } else { false } }
}
