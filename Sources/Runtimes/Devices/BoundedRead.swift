import Dispatch
import Domain

/// Runs one read at a time and waits for it until a deadline.
///
/// A driver that hangs can make a read of /proc or the end of a killed nvidia-smi wait in the kernel, where nothing
/// ends it. That read stays the only one: the next ones fail at once instead of adding another that hangs.
actor BoundedRead<Value: Sendable> {
  private var running: (task: Task<Void, Never>, since: ContinuousClock.Instant)?

  /// - Parameter body: is cancelled at the deadline, and then has until the next read to end.
  func value(
    within deadline: Duration, _ body: @escaping @Sendable () async -> Value
  ) async -> Result<Value, BoundedReadFailure> {
    if let running { return .failure(.stillRunning(since: running.since)) }
    let (results, input) = AsyncStream.makeStream(
      of: Result<Value, BoundedReadFailure>.self, bufferingPolicy: .bufferingOldest(1))
    let task = Task {
      let value = await body()
      running = nil
      input.yield(.success(value))
    }
    running = (task, .now)
    let timer = Task {
      // Ends early only when it is no longer needed.
      try? await Task.sleep(for: deadline)
      input.yield(.failure(.timedOut(after: deadline)))
    }
    defer { timer.cancel() }
    for await result in results {
      if case .failure = result { task.cancel() }
      return result
    }
    // The caller was cancelled.
    task.cancel()
    return .failure(.timedOut(after: deadline))
  }
}

enum BoundedReadFailure: Error, Equatable {
  /// It was started for this read, and did not end in time.
  case timedOut(after: Duration)
  /// An earlier one has not ended yet.
  case stillRunning(since: ContinuousClock.Instant)

  /// For people; `source` is what was read.
  func reason(_ source: String) -> UnknownAmount {
    switch self {
    case .timedOut(let deadline):
      .init(.timedOut, "\(source) did not answer within \(deadline.asText)")
    case .stillRunning(let since):
      .init(.timedOut, "\(source) has not answered for \((ContinuousClock.now - since).wholeSeconds) s")
    }
  }
}

/// Does work that may wait in the kernel on a thread that no task needs.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(returning: work()) }
  }
}
