import NIOCore
import Synchronization

/// Counts the open connections, and chooses which of them to close when there are too many.
final class ConnectionLimiter: Sendable {
  /// In the order in which connections are closed to make room.
  enum Use: Int, Sendable {
    /// The last response is sent; the client has not closed the connection yet.
    case lingering
    /// No request has arrived yet.
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
    /// It has carried a request from an authenticated caller.
    var isRecognized = false
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var closing: Set<ObjectIdentifier> = []
  }

  /// A recognized client that sent a request less than this ago is likely to send another.
  private static let recentUse = TimeAmount.seconds(10)
  /// No connection is closed sooner than this: a request may be on its way.
  private static let grace = TimeAmount.seconds(1)

  let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  func add(_ channel: any Channel, now: NIODeadline = .now()) {
    state.withLock { $0.entries[ObjectIdentifier(channel)] = Entry(channel: channel, since: now) }
  }

  func remove(_ channel: any Channel) {
    state.withLock { state in
      let id = ObjectIdentifier(channel)
      state.entries[id] = nil
      state.closing.remove(id)
    }
  }

  func note(_ use: Use, _ channel: any Channel, now: NIODeadline = .now()) {
    state.withLock { state in
      state.entries[ObjectIdentifier(channel)]?.use = use
      state.entries[ObjectIdentifier(channel)]?.since = now
    }
  }

  /// For a connection that has carried a request from an authenticated caller.
  func markRecognized(_ channel: any Channel) {
    state.withLock { $0.entries[ObjectIdentifier(channel)]?.isRecognized = true }
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Closes connections until there is room for one more: first lingering ones, then those without a request, then
  /// idle ones; unrecognized before recognized, and the longest idle first.
  /// - Returns: whether there is room. Connections with a request are never closed.
  func makeRoom(now: NIODeadline = .now()) -> Bool {
    var closed: [any Channel] = []
    let hasRoom = state.withLock { state in
      while state.entries.count - state.closing.count >= limit {
        guard let (id, victim) = Self.victim(in: state, now) else { return false }
        state.closing.insert(id)
        closed.append(victim.channel)
      }
      return true
    }
    for channel in closed { channel.close(promise: nil) }
    return hasRoom
  }

  private static func victim(in state: State, _ now: NIODeadline) -> (ObjectIdentifier, Entry)? {
    state.entries.lazy
      .filter { id, entry in
        guard !state.closing.contains(id) else { return false }
        switch entry.use {
        case .lingering: return true
        case .new: return entry.since + grace <= now
        case .idle: return entry.since + (entry.isRecognized ? recentUse : grace) <= now
        case .busy: return false
        }
      }
      .min { rank($0.value) < rank($1.value) }
      .map { ($0.key, $0.value) }
  }

  private static func rank(_ entry: Entry) -> (Int, Int, NIODeadline) {
    (entry.use.rawValue, entry.isRecognized ? 1 : 0, entry.since)
  }
}
