import Synchronization

/// Passes one value from one task to another; later values are dropped.
final class FirstValue<Value: Sendable>: Sendable {
  private enum State {
    case empty
    case awaited(CheckedContinuation<Value, Never>)
    case set(Value)
  }

  private let state = Mutex(State.empty)

  func set(_ value: Value) {
    let waiter = state.withLock { state -> CheckedContinuation<Value, Never>? in
      switch state {
      case .empty: state = .set(value)
      case .awaited(let waiter):
        state = .set(value)
        return waiter
      case .set: break
      }
      return nil
    }
    waiter?.resume(returning: value)
  }

  /// May be awaited by one task at a time.
  var value: Value {
    get async {
      await withCheckedContinuation { continuation in
        let value = state.withLock { state -> Value? in
          if case .set(let value) = state { return value }
          state = .awaited(continuation)
          return nil
        }
        if let value { continuation.resume(returning: value) }
      }
    }
  }
}
