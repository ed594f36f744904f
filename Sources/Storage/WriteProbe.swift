/// Finds out whether something can be stored now, at most once a second however often it is asked.
actor WriteProbe {
  private static let freshFor = Duration.seconds(1)

  private let write: @Sendable () async throws -> Void
  private let clock = ContinuousClock()
  private var last: (at: ContinuousClock.Instant, error: (any Error)?)?
  private var running: Task<(any Error)?, Never>?

  init(_ write: @escaping @Sendable () async throws -> Void) { self.write = write }

  /// - Throws: why nothing can be stored.
  func check() async throws {
    if let last, clock.now - last.at < Self.freshFor {
      if let error = last.error { throw error }
      return
    }
    if let error = await outcome() { throw error }
  }

  private func outcome() async -> (any Error)? {
    if let running { return await running.value }
    let write = write
    // Not a child: whoever asked first may leave, and the others wait for the same answer.
    let task = Task { () -> (any Error)? in
      do {
        try await write()
        return nil
      } catch {
        return error
      }
    }
    running = task
    let error = await task.value
    running = nil
    last = (clock.now, error)
    return error
  }
}
