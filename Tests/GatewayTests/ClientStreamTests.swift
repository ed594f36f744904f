import Domain
import NIOCore
import Synchronization
import Testing

@testable import Gateway

@Suite struct `The client's side of an answer` {
  /// What the client was told first.
  private final class Heads: Sendable {
    private let all = Mutex<[Result<GatewayAnswer, any Error>]>([])
    var count: Int { all.withLock(\.count) }

    func tell(_ head: Result<GatewayAnswer, any Error>) { all.withLock { $0.append(head) } }

    var refusal: Refusal? {
      all.withLock { if case .failure(let error)? = $0.first { error as? Refusal } else { nil } }
    }

    func lines() async throws -> String {
      guard case .success(let answer)? = all.withLock(\.first), case .stream(let chunks) = answer.body else {
        return ""
      }
      var text = ""
      for try await chunk in chunks { text += String(buffer: chunk) }
      return text
    }
  }

  private static let refusal = Refusal(.unavailable, code: "model_not_loaded", detail: "It cannot be loaded.")

  @Test func `is an error with its status as long as nothing was sent`() {
    let heads = Heads()
    let client = ClientStream(head: heads.tell)
    client.admitted()
    client.fail(Self.refusal)
    client.open()
    #expect(heads.count == 1)
    #expect(heads.refusal == Self.refusal)
  }

  @Test func `ends with the error once the head was sent`() async throws {
    let heads = Heads()
    let client = ClientStream(head: heads.tell)
    client.open()
    client.open()
    client.fail(Self.refusal)
    #expect(heads.count == 1)
    await #expect(throws: Self.refusal) { try await heads.lines() }
  }

  @Test(arguments: [
    (#"{"error": {"code": 400}}"#, "data: {\"error\":{\"code\":400}}\n\n"),
    ("{\"id\": 1,\n\"choices\": []}", "data: {\"id\":1,\"choices\":[]}\n\ndata: [DONE]\n\n"),
  ])
  func `turns an answer in one piece into events once the head was sent`(_ body: String, _ events: String) async throws
  {
    let heads = Heads()
    let client = ClientStream(head: heads.tell)
    client.open()
    let buffer = ByteBuffer(string: body)
    async let lines = heads.lines()
    try await client.send(
      whole: GatewayAnswer(status: 200, contentType: "application/json", body: .whole(buffer)), buffer)
    client.finish()
    #expect(try await lines == events)
  }

  @Test func `sends a comment line when nothing else is sent`() async throws {
    let heads = Heads()
    let client = ClientStream(head: heads.tell)
    client.admitted()
    try await client.keepingAlive { while heads.count == 0 { await Task.yield() } }
    #expect(heads.count == 1)
    #expect(heads.refusal == nil)
  }
}
