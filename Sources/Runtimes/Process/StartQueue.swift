import Synchronization

/// Lets processes that disturb each other while they start do so one after the other.
///
/// vLLM measures the free memory of a device while it loads, and ends when another process changes it meanwhile. Muster
/// does not know which device a command will use, so that all of them share one queue.
final class StartQueue: Sendable {
  static let vllm = StartQueue()

  /// The right to start; given back once, whoever does it first.
  final class Turn: Sendable {
    private let queue: StartQueue
    private let isHeld = Mutex(true)

    fileprivate init(_ queue: StartQueue) { self.queue = queue }

    func giveBack() {
      let wasHeld = isHeld.withLock { isHeld in
        defer { isHeld = false }
        return isHeld
      }
      if wasHeld { queue.passOn() }
    }
  }

  private struct State {
    var isTaken = false
    var nextNumber = 0
    var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  }

  private let state = Mutex(State())

  /// Waits for the turn.
  /// - Returns: `nil` if `stop` fired first.
  func wait(_ stop: StopSignal) async -> Turn? {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    let hasTurn = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await stop.wait()
        if !Task.isCancelled { self.abandon(number) }
      }
      let hasTurn = await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
        let answer = state.withLock { state -> Bool? in
          // Looked at under the lock: `abandon` runs before or after, never in between.
          if stop.hasFired { return false }
          if !state.isTaken {
            state.isTaken = true
            return true
          }
          state.waiting.append((number, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
      group.cancelAll()
      return hasTurn
    }
    return hasTurn ? Turn(self) : nil
  }

  private func abandon(_ number: Int) {
    let waiting = state.withLock { state in
      state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
    }
    waiting?.continuation.resume(returning: false)
  }

  private func passOn() {
    let next = state.withLock { state in
      state.isTaken = !state.waiting.isEmpty
      return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
    }
    next?.continuation.resume(returning: true)
  }
}
