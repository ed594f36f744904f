/// A runtime that fetches models from its registry by itself.
package protocol PullingRuntime: Runtime {
  /// Fetches a model, and returns when the runtime has it. Cancelling the task stops it; what is there already may be
  /// used by the next try.
  /// - Parameter progress: called whenever there is more.
  /// - Throws: `PullFailure`. `CancellationError`.
  func pull(_ name: String, progress: @escaping @Sendable (PullProgress) -> Void) async throws
}

/// How far a pull is.
package struct PullProgress: Sendable, Equatable {
  /// In the runtime's words: `pulling manifest`, `verifying sha256 digest`.
  package var step: String
  package var completedBytes: Int
  /// Of all parts that are known by now; `nil`: none is.
  package var totalBytes: Int?

  package init(step: String = "", completedBytes: Int = 0, totalBytes: Int? = nil) {
    self.step = step
    self.completedBytes = completedBytes
    self.totalBytes = totalBytes
  }
}

/// Why a model was not fetched; for people.
package struct PullFailure: Error, CustomStringConvertible {
  package var description: String
}
