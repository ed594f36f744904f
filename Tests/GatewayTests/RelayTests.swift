import Domain
import NIOCore
import Synchronization
import Testing

@testable import Gateway
@testable import Residency

/// What a relay's task has done so far, and what its client has received.
private final class Record: Sendable {
  private let texts = Mutex<[String]>([])
  var all: [String] { texts.withLock { $0 } }
  func append(_ text: String) { texts.withLock { $0.append(text) } }
}

/// Suspends until the task is cancelled.
private func untilCancelled() async {
  let (never, _) = AsyncStream.makeStream(of: Void.self)
  for await _ in never {}
}

private let refusal = Refusal(.unavailable, code: "runtime_failed", detail: "The model could not answer.")

@Suite struct `A relayed answer` {
  private let record = Record()
  private let watch = LeaseWatch()

  private func chunks(of answer: GatewayAnswer) throws -> GatewayAnswer.Chunks {
    guard case .stream(let chunks) = answer.body else { throw CancellationError() }
    return chunks
  }

  /// A stream that sends `text` and then ends as `end` says.
  private func streaming(_ text: String, end: @escaping @Sendable (ClientStream) async -> Void) -> Relay {
    Relay(watch) { [record] head in
      let client = ClientStream(head: head)
      client.open()
      await client.send(ByteBuffer(string: text))
      await end(client)
      record.append("lease given back")
    }
  }

  /// A stream that sends `text` and then runs until it is stopped, like a runtime that generates without end.
  private func endless(_ text: String) -> Relay {
    streaming(text) { client in
      await untilCancelled()
      client.fail(BrokenStream(lastEvent: ByteBuffer(string: "error")))
    }
  }

  private func write(_ buffer: ByteBuffer) { record.append(String(buffer: buffer)) }

  /// What the client has received; the lease may be given back while it still receives chunks.
  private var received: [String] { record.all.filter { $0 != "lease given back" } }
  private var isLeaseGivenBack: Bool { record.all.contains("lease given back") }
  /// A client that has the last event of a stream must find no lease.
  private var isLeaseGivenBackBeforeLastEvent: Bool { record.all.dropLast().contains("lease given back") }

  @Test func `in one piece is returned after the lease is given back`() async throws {
    let relay = Relay(watch) { [record] head in
      head(.success(GatewayAnswer(status: 200, contentType: "x", body: .whole(ByteBuffer(string: "whole")))))
      for _ in 0..<100 { await Task.yield() }
      record.append("lease given back")
    }
    guard case .whole(let body) = try await relay.answer().body else { return #expect(Bool(false), "one piece") }
    #expect(String(buffer: body) == "whole")
    #expect(record.all == ["lease given back"])
  }

  @Test func `streams every chunk, and ends after the lease is given back`() async throws {
    let relay = streaming("one") { client in
      await client.send(ByteBuffer(string: "two"))
      client.finish()
    }
    try await relay.stream(try chunks(of: try await relay.answer())) { write($0) }
    #expect(received == ["one", "two"] && isLeaseGivenBack)
  }

  // MARK: - Errors

  @Test func `is an error when it fails before the first byte`() async {
    let relay = Relay(watch) { head in ClientStream(head: head).fail(refusal) }
    await #expect(throws: refusal) { try await relay.answer() }
  }

  @Test func `ends with an event and regularly when it is refused after the first byte`() async throws {
    let relay = streaming("one") { $0.fail(refusal) }
    try await relay.stream(try chunks(of: try await relay.answer())) { write($0) }
    #expect(received == ["one", "data: \(refusal.openAIError.serialized())\n\n"] && isLeaseGivenBackBeforeLastEvent)
  }

  @Test func `ends with an event and irregularly when the stream breaks`() async throws {
    let relay = streaming("one") { $0.fail(BrokenStream(lastEvent: ByteBuffer(string: "error"))) }
    let chunks = try chunks(of: try await relay.answer())
    await #expect(throws: BrokenStream.self) { try await relay.stream(chunks) { write($0) } }
    #expect(received == ["one", "error"] && isLeaseGivenBackBeforeLastEvent)
  }

  // MARK: - Clients that disconnect

  @Test func `stops when the client disconnects before the first byte`() async {
    let relay = Relay(watch) { [record] head in
      await untilCancelled()
      record.append("lease given back")
      head(.failure(CancellationError()))
    }
    relay.cancel()
    await #expect(throws: CancellationError.self) { try await relay.answer() }
    #expect(record.all == ["lease given back"])
  }

  @Test func `stops when the client disconnects in mid-stream`() async throws {
    let relay = endless("one")
    let chunks = try chunks(of: try await relay.answer())
    await #expect(throws: BrokenStream.self) {
      try await relay.stream(chunks) {
        write($0)
        relay.cancel()
      }
    }
    #expect(received == ["one", "error"] && isLeaseGivenBackBeforeLastEvent)
  }

  @Test func `stops when the client cannot be written to`() async throws {
    struct Disconnected: Error {}
    let relay = endless("one")
    let chunks = try chunks(of: try await relay.answer())
    await #expect(throws: Disconnected.self) { try await relay.stream(chunks) { _ in throw Disconnected() } }
    while record.all.isEmpty { await Task.yield() }
    #expect(record.all == ["lease given back"])
  }

  @Test func `stops when the task that waits for it is cancelled`() async {
    let relay = Relay(watch) { head in
      await untilCancelled()
      head(.failure(CancellationError()))
    }
    let waiting = Task { try await relay.answer() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  // MARK: - Leases that are cut

  @Test func `stops when its lease is cut before the first byte`() async {
    let relay = Relay(watch) { [watch] head in
      await untilCancelled()
      head(.failure(watch.cutReason == nil ? CancellationError() : refusal))
    }
    watch.cut(reason: "it was switched off")?()
    await #expect(throws: refusal) { try await relay.answer() }
  }

  @Test func `stops when its lease is cut in mid-stream`() async throws {
    let relay = endless("one")
    let chunks = try chunks(of: try await relay.answer())
    await #expect(throws: BrokenStream.self) {
      try await relay.stream(chunks) {
        write($0)
        watch.cut(reason: "it was switched off")?()
      }
    }
    #expect(received == ["one", "error"] && isLeaseGivenBackBeforeLastEvent)
  }

  @Test func `is cancelled at once when its lease is cut already`() async {
    watch.cut(reason: "it was switched off")?()
    let relay = Relay(watch) { head in
      await untilCancelled()
      head(.failure(refusal))
    }
    await #expect(throws: refusal) { try await relay.answer() }
  }

  @Test func `retains its memory until it ends`() async throws {
    final class Memory: Sendable {
      let record: Record
      init(_ record: Record) { self.record = record }
      deinit { record.append("memory released") }
    }
    let relay = Relay(watch, retaining: Memory(record)) { [record] head in
      head(.success(GatewayAnswer(status: 200, contentType: "x", body: .whole(ByteBuffer()))))
      record.append("lease given back")
    }
    _ = try await relay.answer()
    while record.all.count < 2 { await Task.yield() }
    #expect(record.all == ["lease given back", "memory released"])
  }
}

@Suite struct `The first value` {
  @Test func `is there for a task that comes later`() async {
    let value = FirstValue<Int>()
    value.set(1)
    #expect(await value.value == 1)
  }

  @Test func `reaches a task that waits for it`() async {
    let value = FirstValue<Int>()
    async let awaited = value.value
    for _ in 0..<100 { await Task.yield() }
    value.set(1)
    #expect(await awaited == 1)
  }

  @Test func `is not replaced by a later one`() async {
    let value = FirstValue<Int>()
    value.set(1)
    value.set(2)
    #expect(await value.value == 1)
    #expect(await value.value == 1)
  }
}
