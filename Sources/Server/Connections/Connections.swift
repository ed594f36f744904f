import NIOCore
import Synchronization

/// All open connections, and which of them to close when there are too many.
final class Connections: Sendable {
  enum Use: Int, Sendable {
    /// The last response is out; the client has not closed yet.
    case lingering
    /// No request has come yet.
    case new
    /// Between two requests.
    case idle
    /// A request is being read or answered.
    case busy
  }

  private struct Entry {
    var channel: any Channel
    var use = Use.new
    var since: NIODeadline
    /// A request on it was somebody's who may come in.
    var isKnown = false
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    /// Are being closed.
    var evicted: Set<ObjectIdentifier> = []
  }

  /// A known client that has asked for something less than this ago is likely to ask again.
  private static let shortPause = TimeAmount.seconds(10)
  /// Nobody's connection is closed sooner: a request may be on the way.
  private static let grace = TimeAmount.seconds(1)

  let most: Int
  private let state = Mutex(State())

  init(most: Int) { self.most = most }

  func add(_ channel: any Channel, now: NIODeadline = .now()) {
    state.withLock { $0.entries[ObjectIdentifier(channel)] = Entry(channel: channel, since: now) }
  }

  func remove(_ channel: any Channel) {
    state.withLock { state in
      let id = ObjectIdentifier(channel)
      state.entries[id] = nil
      state.evicted.remove(id)
    }
  }

  func note(_ use: Use, _ channel: any Channel, now: NIODeadline = .now()) {
    state.withLock { state in
      state.entries[ObjectIdentifier(channel)]?.use = use
      state.entries[ObjectIdentifier(channel)]?.since = now
    }
  }

  /// Who sends a request on this connection may come in.
  func recognise(_ channel: any Channel) {
    state.withLock { $0.entries[ObjectIdentifier(channel)]?.isKnown = true }
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Closes connections that are least missed until there is room for one more: first those that are done, then
  /// those that have sent no request, then strangers' and at last others' that have been idle longest.
  /// - Returns: whether there is room; connections with a request are never closed for another.
  func makeRoom(now: NIODeadline = .now()) -> Bool {
    var closed: [any Channel] = []
    let hasRoom = state.withLock { state in
      while state.entries.count - state.evicted.count >= most {
        guard let (id, victim) = Self.leastMissed(in: state, now) else { return false }
        state.evicted.insert(id)
        closed.append(victim.channel)
      }
      return true
    }
    for channel in closed { channel.close(promise: nil) }
    return hasRoom
  }

  private static func leastMissed(in state: State, _ now: NIODeadline) -> (ObjectIdentifier, Entry)? {
    state.entries.lazy
      .filter { id, entry in
        guard !state.evicted.contains(id) else { return false }
        switch entry.use {
        case .lingering: return true
        case .new: return entry.since + grace <= now
        case .idle: return entry.since + (entry.isKnown ? shortPause : grace) <= now
        case .busy: return false
        }
      }
      .min { rank($0.value) < rank($1.value) }
      .map { ($0.key, $0.value) }
  }

  private static func rank(_ entry: Entry) -> (Int, Int, NIODeadline) {
    (entry.use.rawValue, entry.isKnown ? 1 : 0, entry.since)
  }
}
