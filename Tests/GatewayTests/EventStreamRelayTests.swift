import Domain
import Foundation
import NIOCore
import Testing

@testable import Gateway

@Suite struct `A relayed event stream` {
  private static let upstream =
    "data: {\"choices\":[{\"delta\":{\"content\":\"ä\\n\"}}],\"model\":\"alpha\"}\n\n: a comment\n\n"
    + "data: {\"model\": \"alpha\", \"big\": 12345678901234567890}\n\ndata: [DONE]\n\n"

  private func relay(_ text: String, as id: String, inPiecesOf size: Int) throws -> (text: String, hasEnded: Bool) {
    var relay = EventStreamRelay(modelID: ModelID(stored: id))
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
      out += Array(try relay.feed(piece).readableBytesView)
    }
    out += Array(relay.remainder.readableBytesView)
    return (String(decoding: out, as: UTF8.self), relay.hasEnded)
  }

  @Test(arguments: [1, 2, 3, 7, 50, 1000])
  func `is relayed byte for byte when the model has the requested name`(size: Int) throws {
    let relayed = try relay(Self.upstream, as: "alpha", inPiecesOf: size)
    #expect(relayed.text == Self.upstream)
    #expect(relayed.hasEnded)
  }

  @Test(arguments: [1, 2, 3, 7, 50, 1000])
  func `has only the model's name replaced by the requested one`(size: Int) throws {
    let relayed = try relay(Self.upstream, as: "org/ünusual:7b", inPiecesOf: size)
    #expect(relayed.text == Self.upstream.replacing("\"alpha\"", with: "\"org/ünusual:7b\""))
  }

  @Test(arguments: [1, 2, 3, 7, 50, 1000])
  func `makes progress with each event that has data, and with no comment`(size: Int) throws {
    var relay = EventStreamRelay(modelID: ModelID(stored: "alpha"))
    func feed(_ text: String) throws {
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: size) {
        _ = try relay.feed(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
      }
    }
    try feed(": ping\n\n:\n\n: data: not at all\n\nretry: 5\n\nevent: x\n\n")
    #expect(relay.dataEvents == 0)
    try feed("data: {\"model\":\"alpha\"}\n\n")
    #expect(relay.dataEvents == 1)
    try feed("data: half of an ev")
    #expect(relay.dataEvents == 1)
    try feed("ent\n\ndata: [DONE]\n\n")
    #expect(relay.dataEvents == 3)
  }

  /// vLLM has both inside of status 200.
  @Test(arguments: [
    (#"{"error":{"message":"EngineCore encountered an issue.","code":500}}"#, true),
    (#"{"choices":[{"delta":{},"finish_reason":"abort"}]}"#, true),
    (#"{"choices":[{"delta":{"content":"\"abort\""},"finish_reason":null}]}"#, false),
    (#"{"choices":[{"delta":{"content":"x","why":"abort"},"finish_reason":"stop"}],"error":null}"#, false),
  ])
  func `has failed if one of its events says so`(event: String, hasFailed: Bool) throws {
    var relay = EventStreamRelay(modelID: ModelID(stored: "alpha"))
    let text = "data: \(event)\n\ndata: [DONE]\n\n"
    #expect(try relay.feed(ByteBuffer(string: text)) == ByteBuffer(string: text), "the client gets it as it is")
    #expect(relay.hasFailed == hasFailed)
    #expect(relay.hasEnded)
  }

  @Test func `keeps a model's name inside the text unchanged`() throws {
    let event =
      "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"model\\\":\\\"alpha\\\"\"},\"model\":\"alpha\"}]}\n\n"
    #expect(try relay(event, as: "helper", inPiecesOf: 11).text == event)
  }

  @Test func `is incomplete without its final event`() throws {
    #expect(try !relay("data: {\"model\":\"alpha\"}\n\n", as: "alpha", inPiecesOf: 100).hasEnded)
    #expect(try relay("data: {\"error\":{}}\n\n", as: "alpha", inPiecesOf: 100).hasEnded)
  }

  /// Ollama 0.32.15: a complete stream, the end of one whose runner was killed (the connection is closed in good order),
  /// and the end of one whose server was stopped.
  @Test(arguments: [
    ("v1-chat-stream", true), ("v1-stream-runner-killed", false), ("v1-stream-server-ended", false),
  ])
  func `from Ollama is incomplete without its final event`(_ recording: String, _ isComplete: Bool) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/ollama/\(recording).txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    for size in [1, 50, 100_000] {
      let relayed = try relay(text, as: "alias", inPiecesOf: size)
      #expect(relayed.hasEnded == isComplete)
      #expect(!relayed.text.contains("\"gemma270\""))
    }
  }

  @Test func `understands lines that end as on Windows`() throws {
    let text = "data: {\"model\":\"a\"}\r\n\r\ndata: [DONE]\r\n\r\n"
    let relayed = try relay(text, as: "b", inPiecesOf: 5)
    #expect(relayed.text == text.replacing("\"a\"", with: "\"b\""))
    #expect(relayed.hasEnded)
  }
}
