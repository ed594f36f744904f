import Synchronization

/// One blob in Ollama's memory, and the runs that use it: all names that share a blob share one runner there.
///
/// Loads and unloads of a blob come one after the other (an unload during a load is lost), and only the last run
/// unloads it, because that ends the runner for all names.
final class SharedRunner: Sendable {
  private struct State {
    var nextNumber = 0
    /// In the order of joining.
    var members: [Int] = []
    var loaded: Set<Int> = []
    /// Something was asked to load it, and it has not been seen to be gone.
    var mayBeLoaded = false
    var isLocked = false
    var waiting: [(number: Int, turn: StopSignal)] = []
  }

  private let state = Mutex(State())

  // MARK: - Members

  func join() -> Int {
    state.withLock { state in
      state.nextNumber += 1
      state.members.append(state.nextNumber)
      return state.nextNumber
    }
  }

  func leave(_ member: Int) {
    state.withLock { state in
      state.members.removeAll { $0 == member }
      state.loaded.remove(member)
    }
  }

  func noteLoaded(_ member: Int) { state.withLock { _ = $0.loaded.insert(member) } }

  func isAlone(_ member: Int) -> Bool { state.withLock { $0.members == [member] } }

  var isLoadedForAnyone: Bool { state.withLock { !$0.loaded.isEmpty } }

  /// Whether this run speaks for all of them: the memory of a blob is reported once, and its pin renewed once.
  func isFirst(_ member: Int) -> Bool {
    state.withLock { state in state.members.first { state.loaded.contains($0) || $0 == member } == member }
  }

  var mayBeLoaded: Bool {
    get { state.withLock(\.mayBeLoaded) }
    set { state.withLock { $0.mayBeLoaded = newValue } }
  }

  // MARK: - Turns

  /// Waits for the right to load or unload; who gets it gives it back by `unlock`.
  /// - Parameter stop: ends the wait when it fires; `nil`: waits as long as it takes.
  /// - Returns: false if the wait was ended.
  func lock(_ member: Int, unless stop: StopSignal?) async -> Bool {
    let turn = StopSignal()
    state.withLock { state in
      if state.isLocked {
        state.waiting.append((member, turn))
      } else {
        state.isLocked = true
        turn.fire()
      }
    }
    guard let stop else {
      await turn.wait()
      return true
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await turn.wait() }
      group.addTask { await stop.wait() }
      await group.next()
      group.cancelAll()
    }
    return state.withLock { state in
      // Taken out of the queue: its turn has come, perhaps in this moment.
      guard let place = state.waiting.firstIndex(where: { $0.number == member }) else { return true }
      state.waiting.remove(at: place)
      return false
    }
  }

  func unlock() {
    let next = state.withLock { state -> StopSignal? in
      if state.waiting.isEmpty {
        state.isLocked = false
        return nil
      }
      return state.waiting.removeFirst().turn
    }
    next?.fire()
  }
}

/// The blobs that Muster uses on one server.
final class SharedRunners: Sendable {
  private let runners = Mutex<[String: SharedRunner]>([:])

  func runner(of identity: String) -> SharedRunner {
    runners.withLock { runners in
      if let known = runners[identity] { return known }
      let new = SharedRunner()
      runners[identity] = new
      return new
    }
  }
}
