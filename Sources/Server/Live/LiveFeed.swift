import Crypto
import Domain
import Registry
import Residency
import Synchronization

/// Publishes events to live subscribers, and keeps the latest ones for clients that reconnect.
package final class LiveFeed: Sendable {
  struct Event: Sendable {
    var number: Int
    var subject: Subject
  }

  /// What an event is about; `LiveView` decides what each subscriber sees of it.
  enum Subject: Sendable {
    /// `isForEveryone`: something changed that every reader of the model sees. Otherwise only counts changed that just
    /// administrators see, as with each request.
    case residency(LiveResidency, isForEveryone: Bool)
    case model(ModelChange)
    /// Whether a runtime can be asked, and which of its files look like weights and are not offered.
    case runtime(RuntimeID, WeightsScan)
    /// Runtimes came, went or changed: everybody needs a new snapshot.
    case runtimes
    case download(WeightsProgress)
    case pull(RuntimePulls.Pull, on: RuntimeID)
    /// Weights, downloads or the bin changed: whoever shows them reads them again.
    case weights
  }

  enum Item: Sendable {
    case event(Event)
    /// Only for those who listen now; whoever reconnects reads how far it is.
    case passing(Subject)
    case heartbeat
  }

  /// A base model on a runtime.
  private struct ModelOnRuntime: Hashable {
    var base: ModelID
    var runtime: RuntimeID
  }

  private struct State {
    var lastNumber = 0
    var recent: [Event] = []
    /// What was last published about each base model to every reader, and about each runtime.
    var published: [ModelOnRuntime: JSON] = [:]
    var publishedScans: [RuntimeID: JSON] = [:]
    var nextSubscriber = 0
    var subscribers: [Int: AsyncStream<Item>.Continuation] = [:]
    var hasEnded = false
    /// What is told at the next moment at which it may be.
    var waiting: [Passing: Subject] = [:]
  }

  /// What passing events are about; of each only the latest counts.
  private enum Passing: Hashable {
    case download(String)
    case pull(RuntimeID, model: String)
    case weights
  }

  private static let maxRecent = 1000
  /// A client that falls further behind is disconnected; it reconnects and gets what it missed.
  private static let maxUnsent = 1000

  /// Seals event ids. Each process has its own key, so that ids of an earlier one are not accepted.
  private let key = SymmetricKey(size: .bits128)
  private let state = Mutex(State())
  /// Passing events come twice a second at most.
  private static let pace = Duration.milliseconds(500)
  private let (wakeups, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  package init() {}

  package func publish(_ residency: LiveResidency) {
    let subject = ModelOnRuntime(base: residency.report.baseModel, runtime: residency.runtime)
    let visible = ResidencyWire.residency(residency, isForAdministrators: false)
    state.withLock { state in
      let isForEveryone = state.published.updateValue(visible, forKey: subject) != visible
      Self.publish(.residency(residency, isForEveryone: isForEveryone), to: &state)
    }
  }

  package func publish(_ change: ModelChange) { state.withLock { Self.publish(.model(change), to: &$0) } }

  package func publishRuntimes() { state.withLock { Self.publish(.runtimes, to: &$0) } }

  package func publish(_ scan: WeightsScan, of runtime: RuntimeID) {
    publishWeights()
    state.withLock { state in
      let json = ResidencyWire.scan(scan, of: runtime)
      if state.publishedScans.updateValue(json, forKey: runtime) == json { return }
      Self.publish(.runtime(runtime, scan), to: &state)
    }
  }

  package func publish(_ progress: WeightsProgress) { pass(.download(progress), about: .download(progress.id)) }

  package func publish(_ pull: RuntimePulls.Pull, on runtime: RuntimeID) {
    pass(.pull(pull, on: runtime), about: .pull(runtime, model: pull.model))
  }

  package func publishWeights() { pass(.weights, about: .weights) }

  private func pass(_ subject: Subject, about: Passing) {
    state.withLock { $0.waiting[about] = subject }
    wake.yield()
  }

  private func sendPassing() async {
    for await _ in wakeups {
      state.withLock { state in
        for subject in state.waiting.values { Self.send(.passing(subject), to: &state) }
        state.waiting = [:]
      }
      try? await Task.sleep(for: Self.pace)
    }
  }

  private static func publish(_ subject: Subject, to state: inout State) {
    state.lastNumber += 1
    let event = Event(number: state.lastNumber, subject: subject)
    state.recent.append(event)
    if state.recent.count > maxRecent { state.recent.removeFirst(state.recent.count - maxRecent) }
    send(.event(event), to: &state)
  }

  /// Sends heartbeats, so that idle streams are not closed by proxies. Ends all streams when cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.sendPassing() }
      while !Task.isCancelled {
        try? await Task.sleep(for: .seconds(15))
        recheckAccess()
      }
    }
    let subscribers = state.withLock { state in
      state.hasEnded = true
      defer { state.subscribers = [:] }
      return state.subscribers.values.map { $0 }
    }
    for subscriber in subscribers { subscriber.finish() }
  }

  /// Sends a heartbeat: each stream checks whether its client is connected and may still follow.
  func recheckAccess() { state.withLock { Self.send(.heartbeat, to: &$0) } }

  struct Subscription: Sendable {
    var id: Int
    var items: AsyncStream<Item>
    /// The last event that was published before the subscription began.
    var lastNumber: Int
    /// The events that the client missed; `nil` if they are no longer known, and it needs the whole state.
    var missed: [Event]?
  }

  /// - Parameter lastEventID: from `id(of:)`, of this process or an earlier one.
  func subscribe(after lastEventID: String?) -> Subscription {
    let (items, input) = AsyncStream<Item>.makeStream(bufferingPolicy: .bufferingOldest(Self.maxUnsent))
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

  /// Encrypted: plain numbers would reveal how many events a subscriber does not see.
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
