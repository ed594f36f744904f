/// Answers that tasks wait for: each is awaited by one task, and comes once.
///
/// Resumes nothing by itself. Cancellation handlers take the controller's lock, so a continuation that is resumed under
/// that lock may deadlock (see `withTaskCancellationHandler`): methods return the resumption instead.
struct PendingAnswers<Answer: Sendable> {
  private enum Slot {
    /// Neither answered nor awaited yet.
    case open
    case awaited(CheckedContinuation<Answer?, Never>)
    case answered(Answer)
    /// The task was cancelled before it waited.
    case abandoned
  }

  private var lastNumber: Int
  private var slots: [Int: Slot] = [:]

  /// - Parameter number: the numbers begin after it.
  init(after number: Int = 0) { lastNumber = number }

  mutating func open() -> Int {
    lastNumber += 1
    slots[lastNumber] = .open
    return lastNumber
  }

  /// The answer that came before anybody waited: a lease on a loaded model.
  mutating func takeAnswer(to number: Int) -> Answer? {
    guard case .answered(let answer)? = slots[number] else { return nil }
    slots[number] = nil
    return answer
  }

  mutating func wait(for number: Int, _ continuation: CheckedContinuation<Answer?, Never>) -> Resumption? {
    switch slots[number] {
    case .open:
      slots[number] = .awaited(continuation)
      return nil
    case .answered(let answer):
      slots[number] = nil
      return { continuation.resume(returning: answer) }
    case .abandoned, .awaited, nil:
      if case .abandoned? = slots[number] { slots[number] = nil }
      return { continuation.resume(returning: nil) }
    }
  }

  /// Without effect when nobody waits any more.
  mutating func answer(_ number: Int, _ answer: Answer) -> Resumption? {
    switch slots[number] {
    case .open: slots[number] = .answered(answer)
    case .awaited(let continuation):
      slots[number] = nil
      return { continuation.resume(returning: answer) }
    case .answered, .abandoned, nil: break
    }
    return nil
  }

  /// Whether the answer has not reached its task yet.
  func isPending(_ number: Int) -> Bool { slots[number] != nil }

  /// Ends the wait without an answer; its task gets `nil`.
  /// - Returns: `nil` when the answer came first: it stays for its task.
  mutating func abandon(_ number: Int) -> Abandoned? {
    switch slots[number] {
    case .open:
      slots[number] = .abandoned
      return Abandoned()
    case .awaited(let continuation):
      slots[number] = nil
      return Abandoned { continuation.resume(returning: nil) }
    case .answered, .abandoned, nil: return nil
    }
  }

  struct Abandoned { var resumption: Resumption? }
}

/// Runs after the controller's lock is released.
typealias Resumption = @Sendable () -> Void

extension PendingAnswers.Abandoned {
  init(_ resumption: @escaping Resumption) { self.resumption = resumption }
}
