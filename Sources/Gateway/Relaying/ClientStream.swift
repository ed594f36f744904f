import AsyncAlgorithms
import Domain
import NIOCore
import Synchronization

/// The client's side of one answer: reports its head once, and keeps a stream alive with comment lines while there is
/// nothing else to send.
///
/// Proxies close a connection that is silent for a minute; a load or a long prompt may take longer. Comment lines are
/// part of the format (HTML standard, 9.2.6), and clients of the OpenAI API skip them.
final class ClientStream: Sendable {
  typealias Head = @Sendable (Result<GatewayAnswer, any Error>) -> Void

  /// A refusal that comes sooner has its own HTTP status; later it becomes an event.
  static let patience = Duration.milliseconds(1500)
  static let pause = Duration.seconds(10)

  private enum Phase {
    /// The request is not checked yet: an error in it must have its own HTTP status.
    case unknown
    case admitted
    /// The head of a stream is reported.
    case open
    /// The head of an answer in one piece, or of an error, is reported.
    case whole
  }

  private struct State {
    var phase = Phase.unknown
    var comment = "loading"
    var lastSentAt = ContinuousClock.now
    var isSending = false

    /// `nil` if one is due now.
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

  /// The request is valid and its caller may use the model: from now on, waiting is normal.
  func admitted() { state.withLock { if $0.phase == .unknown { $0.phase = .admitted } } }

  /// The model is loaded and has received the request.
  func sent() { state.withLock { $0.comment = "processing" } }

  /// Whether the head of a stream is reported.
  var isOpen: Bool { state.withLock { $0.phase == .open } }

  // MARK: - Sending

  /// Reports the head of a stream, unless a head is reported already.
  func open(status: Int = 200, contentType: String = "text/event-stream") {
    let isFirst = state.withLock { state in
      guard state.phase == .unknown || state.phase == .admitted else { return false }
      state.phase = .open
      return true
    }
    if isFirst { head(.success(GatewayAnswer(status: status, contentType: contentType, body: .stream(channel)))) }
  }

  /// Returns when the client has taken the data.
  func send(_ buffer: ByteBuffer) async {
    state.withLock { $0.isSending = true }
    await channel.send(buffer)
    state.withLock { state in
      state.isSending = false
      state.lastSentAt = .now
    }
  }

  /// Sends an answer in one piece; as events if the head of a stream is already reported.
  func send(whole answer: GatewayAnswer, _ body: ByteBuffer) async throws {
    if becomesWhole() { return head(.success(answer)) }
    guard let json = try? JSON(parsing: Array(body.readableBytesView)) else {
      throw Refusal(.unavailable, code: "runtime_failed", detail: "The model's answer is neither a stream nor JSON.")
    }
    await send(ByteBuffer(string: "data: \(json.serialized())\n\n"))
    if json["error"] == nil { await send(ByteBuffer(string: "data: [DONE]\n\n")) }
  }

  // MARK: - The end

  func finish() { channel.finish() }

  /// - Parameter error: `Refusal` or `BrokenStream` if the client is to see it.
  func fail(_ error: any Error) {
    if becomesWhole() { head(.failure(error)) } else { channel.fail(error) }
  }

  /// - Returns: false if the head of a stream is already reported.
  private func becomesWhole() -> Bool {
    state.withLock { state in
      if state.phase == .open { return false }
      state.phase = .whole
      return true
    }
  }

  // MARK: - Keeping alive

  /// Runs `body`. Meanwhile, once the request is admitted, sends a comment line whenever the stream is silent.
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
