import Domain
import Foundation
import Testing

@testable import Gateway

@Suite struct `A preset applied to a request` {
  private func apply(
    _ params: JSON.Object = [:], locked: Set<String> = [], prompt: String? = nil, to body: String,
    kind: GatewayRequest.Kind = .chat
  ) throws -> JSON {
    let preset = PresetApplication(
      preset: .init(id: ModelID(stored: "helper"), params: params, locked: locked, systemPrompt: prompt), kind: kind)
    return try JSON(parsing: preset.apply(to: JSONEdit(Array(body.utf8))))
  }

  private static let hello = #"[{"role": "user", "content": "Hello"}]"#

  struct Case: Sendable {
    var name: String
    var params: JSON.Object
    var locked: Set<String> = []
    var client: String
    var sent: JSON
  }

  @Test(arguments: [
    Case(name: "fills what is missing", params: ["temperature": 1], client: "", sent: ["temperature": 1]),
    Case(
      name: "gives way to the client", params: ["temperature": 1], client: #""temperature": 0.5,"#,
      sent: ["temperature": .number("0.5")]),
    Case(
      name: "wins when locked", params: ["temperature": 1], locked: ["temperature"], client: #""temperature": 0.5,"#,
      sent: ["temperature": 1]),
    Case(
      name: "wins when locked, under every name", params: ["max_tokens": 5], locked: ["max_tokens"],
      client: #""max_completion_tokens": 99, "n_predict": 99,"#, sent: ["max_tokens": 5]),
    Case(
      name: "gives way to the client's params", params: ["top_p": 1], client: #""params": {"top_p": 0.5},"#,
      sent: ["top_p": .number("0.5")]),
    Case(
      name: "renames max_completion_tokens", params: ["max_tokens": 5], client: #""max_completion_tokens": 7,"#,
      sent: ["max_tokens": 7]),
    Case(
      name: "keeps to itself what no runtime knows",
      params: ["system": "x", "function_calling": "native", "num_ctx": 9, "keep_alive": "5m", "seed": 3, "top_k": nil],
      client: #""chat_id": "1", "session_id": "2", "stream_response": true,"#, sent: ["seed": 3]),
    Case(
      name: "merges custom parameters", params: ["custom_params": ["a": "[1, 2]", "b": "plain"]], client: "",
      sent: ["a": [1, 2], "b": "plain"]),
  ])
  func `fills parameters`(_ example: Case) throws {
    var expected = example.sent.object ?? [:]
    expected["model"] = "helper"
    expected["messages"] = try JSON(parsing: Self.hello)
    let body = "{\"model\": \"x\", \(example.client) \"messages\": \(Self.hello)}"
    #expect(try apply(example.params, locked: example.locked, to: body) == .object(expected), "\(example.name)")
  }

  @Test func `puts its system prompt before the client's`() throws {
    let own = try apply(prompt: "Be kind.", to: "{\"messages\": \(Self.hello)}")["messages"]
    #expect(own?.array?.first == ["role": "system", "content": "Be kind."])
    #expect(own?.array?.count == 2)
    let merged = try apply(
      prompt: "Be kind.", to: #"{"messages": [{"role": "system", "content": "Be brief."}]}"#)["messages"]
    #expect(merged == [["role": "system", "content": "Be kind.\nBe brief."]])
    let parts = try apply(
      prompt: "Be kind.",
      to: #"{"messages": [{"role": "system", "content": [{"type": "text", "text": "Be brief."}]}]}"#)["messages"]
    #expect(parts?.array?.first?["content"]?.array?.count == 2)
  }

  @Test func `drops the client's system prompt when its own is locked`() throws {
    let messages = try apply(
      locked: ["system"], prompt: "Be kind.",
      to: #"{"messages": [{"role": "developer", "content": "Be rude."}, {"role": "user", "content": "Hi"}]}"#)[
        "messages"]
    #expect(messages == [["role": "system", "content": "Be kind."], ["role": "user", "content": "Hi"]])
  }

  private static let incomplete: [(kind: GatewayRequest.Kind, body: String, code: String)] = [
    (.chat, #"{"model": "x"}"#, "missing_messages"),
    (.chat, #"{"messages": "hello"}"#, "missing_messages"),
    (.chat, #"{"params": {"messages": [{"role": "user", "content": "x"}]}}"#, "missing_messages"),
    (.chat, #"{"messages": [{"role": "user", "content": "x"}, "hello"]}"#, "invalid_messages"),
    (.completions, #"{"model": "x"}"#, "missing_prompt"), (.embeddings, #"{"model": "x"}"#, "missing_input"),
  ]

  @Test(arguments: incomplete)
  func `asks for what the route needs`(kind: GatewayRequest.Kind, body: String, code: String) {
    let refusal = #expect(throws: Refusal.self) { try apply(prompt: "x", to: body, kind: kind) }
    #expect(refusal?.code == code)
  }

  @Test func `adds nothing to a request for embeddings`() throws {
    #expect(
      try apply(["temperature": 1], prompt: "x", to: #"{"input": "a"}"#, kind: .embeddings)
        == ["input": "a", "model": "helper"])
  }
}

@Suite struct `A placeholder` {
  private let olga = Principal(id: UserID("1"), name: "Olga", email: "olga@example.org", role: .user)

  @Test(arguments: [
    ("Help {{USER_NAME}} at {{USER_EMAIL}}.", "Help Olga at olga@example.org."),
    ("{{CURRENT_DATE}} {{CURRENT_TIME}}", "1970-01-01 00:00:00"),
    ("{{CURRENT_DATETIME}}, a {{CURRENT_WEEKDAY}}", "1970-01-01 00:00:00, a Thursday"),
    ("{{UNKNOWN}} {plain}", "{{UNKNOWN}} {plain}"),
  ])
  func `is filled in when it is known`(text: String, filled: String) throws {
    let utc = try #require(TimeZone(secondsFromGMT: 0))
    let placeholders = Placeholders(olga, now: Date(timeIntervalSince1970: 0), timeZone: utc)
    #expect(placeholders.fill(text) == filled)
  }
}
