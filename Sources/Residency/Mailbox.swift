/// Brings answers to the tasks that wait for them. Each is awaited by one task, and comes once.
struct Mailbox<Answer: Sendable> {
  private enum Slot {
    case asked
    case awaited(CheckedContinuation<Answer?, Never>)
    /// It came before anybody waited for it: the common case, a model that is loaded.
    case answered(Answer)
  }

  private var slots: [Int: Slot] = [:]

  mutating func open(_ number: Int) { slots[number] = .asked }

  mutating func wait(for number: Int, _ continuation: CheckedContinuation<Answer?, Never>) {
    switch slots[number] {
    case .asked: slots[number] = .awaited(continuation)
    case .answered(let answer):
      slots[number] = nil
      continuation.resume(returning: answer)
    case .awaited, nil: continuation.resume(returning: nil)
    }
  }

  /// Nothing when nobody waits any more.
  mutating func answer(_ number: Int, _ answer: Answer) {
    switch slots[number] {
    case .asked: slots[number] = .answered(answer)
    case .awaited(let continuation):
      slots[number] = nil
      continuation.resume(returning: answer)
    case .answered, nil: break
    }
  }

  func isOpen(_ number: Int) -> Bool { slots[number] != nil }

  /// Ends the wait without an answer.
  /// - Returns: whether it still was one.
  mutating func abandon(_ number: Int) -> Bool {
    guard case .awaited(let continuation) = slots[number] else { return false }
    slots[number] = nil
    continuation.resume(returning: nil)
    return true
  }
}
