import AsyncAlgorithms
import Domain
import NIOCore
import Synchronization

/// The client's side of one answer: its head is told once, and comment lines keep a stream alive that has nothing to
/// send yet.
///
/// Proxies cut a connection that is silent for a minute; a load or a long prompt may take longer. Comment lines belong
/// to the format (HTML standard, 9.2.6), and clients of the OpenAI protocol skip them.
final class ClientStream: Sendable {
  typealias Head = @Sendable (Result<GatewayAnswer, any Error>) -> Void

  /// Refusals that come sooner keep their status.
  static let patience = Duration.milliseconds(1500)
  static let pause = Duration.seconds(10)

  private enum Phase {
    /// Nothing is known about the request: whatever is wrong with it has a status of its own.
    case unknown
    case admitted
    case open
    /// The head was that of an answer in one piece, or of an error.
    case whole
  }

  private struct State {
    var phase = Phase.unknown
    var comment = "loading"
    var lastSentAt = ContinuousClock.now
    var isSending = false

    /// `nil`: now.
    func untilNextComment() -> Duration? {
      switch phase {
      case .unknown: return ClientStream.patience
      case .admitted: return nil
      case .whole: return ClientStream.pause
      case .open:
        let silence = ContinuousClock.now - lastSentAt
        return isSending ? ClientStream.pause : silence < ClientStream.pause ? ClientStream.pause - silence : nil
      }
    }
  }

  private let channel = AsyncThrowingChannel<ByteBuffer, any Error>()
  private let state = Mutex(State())
  private let head: Head

  init(head: @escaping Head) { self.head = head }

  /// The request is good and its sender may use the model: from now on it may take long.
  func admitted() { state.withLock { if $0.phase == .unknown { $0.phase = .admitted } } }

  /// The model is loaded and has the request.
  func sent() { state.withLock { $0.comment = "processing" } }

  /// The head of a stream has been sent.
  var isOpen: Bool { state.withLock { $0.phase == .open } }

  // MARK: - Sending

  /// Sends the head of a stream, unless it has been sent.
  func open(status: Int = 200, contentType: String = "text/event-stream") {
    let isFirst = state.withLock { state in
      guard state.phase == .unknown || state.phase == .admitted else { return false }
      state.phase = .open
      return true
    }
    if isFirst { head(.success(GatewayAnswer(status: status, contentType: contentType, body: .stream(channel)))) }
  }

  /// Returns when the client has taken it.
  func send(_ buffer: ByteBuffer) async {
    state.withLock { $0.isSending = true }
    await channel.send(buffer)
    state.withLock { state in
      state.isSending = false
      state.lastSentAt = .now
    }
  }

  /// An answer in one piece; one event when the head of a stream has been sent.
  func send(whole answer: GatewayAnswer, _ body: ByteBuffer) async throws {
    if becomesWhole() { return head(.success(answer)) }
    guard let json = try? JSON(parsing: Array(body.readableBytesView)) else {
      throw Refusal(.unavailable, code: "runtime_failed", detail: "The model's answer is no stream and no JSON.")
    }
    await send(ByteBuffer(string: "data: \(json.serialized())\n\n"))
    if json["error"] == nil { await send(ByteBuffer(string: "data: [DONE]\n\n")) }
  }

  // MARK: - The end

  func finish() { channel.finish() }

  /// - Parameter error: a `Refusal` when the client is to be told; a `BrokenStream` when it has been told already.
  func fail(_ error: any Error) {
    if becomesWhole() { head(.failure(error)) } else { channel.fail(error) }
  }

  /// - Returns: false when the head of a stream has been sent.
  private func becomesWhole() -> Bool {
    state.withLock { state in
      if state.phase == .open { return false }
      state.phase = .whole
      return true
    }
  }

  // MARK: - Keeping alive

  /// Runs `body`; meanwhile, once the request is admitted, sends a comment line whenever nothing was sent for a while.
  func keepingAlive(_ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.sendComments() }
      defer { group.cancelAll() }
      try await body()
    }
  }

  private func sendComments() async {
    var pause = Self.patience
    while (try? await Task.sleep(for: pause)) != nil {
      let (wait, comment) = state.withLock { ($0.untilNextComment(), $0.comment) }
      pause = wait ?? Self.pause
      guard wait == nil else { continue }
      open()
      await send(ByteBuffer(string: ": \(comment)\n\n"))
    }
  }
}
