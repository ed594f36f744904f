import Domain
import NIOCore
import Residency

/// One answer on its way to a client, produced by a task of its own.
///
/// The task is cancelled when the client disconnects, when nobody can write the answer any more, or when the lease is
/// cut; it ends only after the lease is given back. Whoever writes the answer waits for it.
package struct Relay: Sendable {
  private let task: Task<Void, Never>
  private let head = FirstValue<Result<GatewayAnswer, any Error>>()

  /// - Parameters:
  ///   - memory: released when the task ends.
  ///   - produce: reports the head of the answer, always and before it returns.
  init(
    _ watch: LeaseWatch, retaining memory: (any Sendable)? = nil,
    produce: @escaping @Sendable (_ head: @escaping ClientStream.Head) async -> Void
  ) {
    let task = Task { [head] in
      await produce { head.set($0) }
      withExtendedLifetime(memory) {}
    }
    self.task = task
    watch.onCut { task.cancel() }
  }

  /// Stops the answer at whatever stage it is, for instance because its client has disconnected.
  @Sendable package func cancel() { task.cancel() }

  /// The head of the answer, and its body if that comes in one piece.
  ///
  /// For an answer in one piece this waits until the lease is given back: a client that has its answer must not find
  /// its own lease in the state of the runtime.
  /// - Throws: why there is no answer.
  package func answer() async throws -> GatewayAnswer {
    let answer = try await withTaskCancellationHandler {
      try await head.value.get()
    } onCancel: {
      task.cancel()
    }
    if case .whole = answer.body { await task.value }
    return answer
  }

  /// Writes a streamed body. A `Refusal` in the middle of it becomes its last event.
  /// - Throws: `BrokenStream`, after its last event is written, if the connection has to be closed without a regular end.
  package func stream(
    _ chunks: GatewayAnswer.Chunks, to write: (ByteBuffer) async throws -> Void
  ) async throws {
    try await withTaskCancellationHandler {
      do {
        for try await chunk in chunks { try await write(chunk) }
        // A cancelled loop ends like a complete one.
        try Task.checkCancellation()
        await task.value
      } catch let broken as BrokenStream {
        await task.value
        try await write(broken.lastEvent)
        throw broken
      } catch let refusal as Refusal {
        await task.value
        try await write(ByteBuffer(string: "data: \(refusal.openAIError.serialized())\n\n"))
      } catch {
        task.cancel()
        throw error
      }
    } onCancel: {
      task.cancel()
    }
  }
}
