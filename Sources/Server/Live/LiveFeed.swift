import Crypto
import Domain
import Registry
import Residency
import Synchronization

/// What happens, for those who watch: keeps the last events, so that a client that was away for a moment misses none.
package final class LiveFeed: Sendable {
  struct Event: Sendable {
    var number: Int
    var subject: Subject
  }

  /// What happened; how much of it somebody is told, and whether at all, is decided for each listener.
  enum Subject: Sendable {
    /// `isForEveryone`: something has changed of what everybody who may read the model is told; else counts that only
    /// administrators are told, and that change with each request.
    case residency(LiveResidency, isForEveryone: Bool)
    case model(ModelChange)
    /// What looks like weights in a runtime's folder and is not offered.
    case leftOut([LeftOut], RuntimeID)
  }

  enum Item: Sendable {
    case event(Event)
    case heartbeat
  }

  private struct State {
    var lastNumber = 0
    var recent: [Event] = []
    /// What everybody was last told of each base model.
    var told: [ModelID: JSON] = [:]
    var toldLeftOut: [RuntimeID: JSON] = [:]
    var nextSubscriber = 0
    var subscribers: [Int: AsyncStream<Item>.Continuation] = [:]
    var hasEnded = false
  }

  private static let mostKept = 1000
  /// A client that is further behind than this is cut off, and comes back for what it missed.
  private static let mostUnsent = 1000

  /// Of this process alone: an identifier from the one before opens nothing.
  private let key = SymmetricKey(size: .bits128)
  private let state = Mutex(State())

  package init() {}

  package func publish(_ residency: LiveResidency) {
    let base = residency.report.baseModel
    let shown = ResidencyWire.residency(residency, isForAdministrators: false)
    state.withLock { state in
      let isForEveryone = state.told.updateValue(shown, forKey: base) != shown
      Self.publish(.residency(residency, isForEveryone: isForEveryone), to: &state)
    }
  }

  package func publish(_ change: ModelChange) { state.withLock { Self.publish(.model(change), to: &$0) } }

  package func publish(_ leftOut: [LeftOut], of runtime: RuntimeID) {
    state.withLock { state in
      let shown = JSON.array(leftOut.map(ResidencyWire.leftOut))
      if state.toldLeftOut.updateValue(shown, forKey: runtime) == shown { return }
      Self.publish(.leftOut(leftOut, runtime), to: &state)
    }
  }

  private static func publish(_ subject: Subject, to state: inout State) {
    state.lastNumber += 1
    let event = Event(number: state.lastNumber, subject: subject)
    state.recent.append(event)
    if state.recent.count > mostKept { state.recent.removeFirst(state.recent.count - mostKept) }
    send(.event(event), to: &state)
  }

  /// Keeps connections that have nothing to say from being taken for dead. Ends all of them when it is cancelled.
  package func run() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(15))
      beat()
    }
    let subscribers = state.withLock { state in
      state.hasEnded = true
      defer { state.subscribers = [:] }
      return state.subscribers.values.map { $0 }
    }
    for subscriber in subscribers { subscriber.finish() }
  }

  /// Has everybody who listens looked at again: whether they are still there, and still may.
  func beat() { state.withLock { Self.send(.heartbeat, to: &$0) } }

  struct Subscription: Sendable {
    var id: Int
    var items: AsyncStream<Item>
    /// The last event that was published before the subscription began.
    var lastNumber: Int
    /// What the client missed; `nil` when that is not known any more, and it needs the whole state.
    var missed: [Event]?
  }

  /// - Parameter lastEventID: as this feed gave it, of this process or an earlier one.
  func subscribe(after lastEventID: String?) -> Subscription {
    let (items, input) = AsyncStream<Item>.makeStream(bufferingPolicy: .bufferingOldest(Self.mostUnsent))
    return state.withLock { state in
      state.nextSubscriber += 1
      if state.hasEnded { input.finish() } else { state.subscribers[state.nextSubscriber] = input }
      var missed: [Event]?
      if let seen = number(in: lastEventID), seen <= state.lastNumber, seen >= (state.recent.first?.number ?? 1) - 1 {
        missed = state.recent.filter { $0.number > seen }
      }
      return Subscription(id: state.nextSubscriber, items: items, lastNumber: state.lastNumber, missed: missed)
    }
  }

  func unsubscribe(_ id: Int) {
    state.withLock { $0.subscribers.removeValue(forKey: id) }?.finish()
  }

  /// Sealed: numbers tell how much happens of which one is not told.
  func id(of number: Int) throws -> String {
    let bytes = withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) }
    return BytesAsText.base64(try AES.GCM.seal(bytes, using: key).combined.map(Array.init) ?? [])
  }

  private func number(in lastEventID: String?) -> Int? {
    guard let sealed = lastEventID.flatMap(BytesAsText.bytes(base64:)),
      let opened = try? AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)
    else { return nil }
    return opened.reduce(0) { $0 << 8 | Int($1) }
  }

  private static func send(_ item: Item, to state: inout State) {
    for (id, subscriber) in state.subscribers {
      if case .dropped = subscriber.yield(item) {
        subscriber.finish()
        state.subscribers[id] = nil
      }
    }
  }
}
