import Domain
import Testing

@testable import muster

@Suite struct `An answer of the server` {
  static func message(_ status: Int, _ body: String, advice: Answer.Advice? = nil) -> CommandFailure? {
    do {
      _ = try Answer(status: status, bytes: Array(body.utf8), from: "http://x").content(advice: advice)
      return nil
    } catch {
      return error as? CommandFailure
    }
  }

  @Test func `has its content when it is a success`() throws {
    let content = try Answer(status: 200, bytes: Array(#"{"a":1}"#.utf8), from: "http://x").content(advice: nil)
    #expect(content == ["a": 1])
  }

  @Test func `has the server's text when it is a refusal`() {
    #expect(Self.message(409, #"{"detail":"taken","code":"c"}"#) == .refused("taken"))
    #expect(
      Self.message(
        422, #"{"detail":[{"loc":["body","name"],"msg":"Field required"},{"loc":["body","id"],"msg":"bad"}]}"#)
        == .refused("body.name: Field required\nbody.id: bad"))
    #expect(Self.message(404, #"{"error":{"message":"no model"}}"#) == .refused("no model"))
  }

  @Test func `comes with advice when another token could avoid the refusal`() {
    let advice = Answer.Advice(unknown: "Sign in.", key: "Not with a key.")
    #expect(
      Self.message(401, #"{"detail":"Not authenticated"}"#, advice: advice)
        == .refused("Not authenticated\nSign in."))
    #expect(
      Self.message(403, #"{"detail":"No.","code":"access.needs_session"}"#, advice: advice)
        == .refused("No.\nNot with a key."))
    #expect(Self.message(403, #"{"detail":"No.","code":"key.read_only"}"#, advice: advice) == .refused("No."))
  }

  @Test func `is a 404 only with Muster's own body`() {
    #expect(Answer(status: 404, bytes: Array(#"{"detail":"nothing"}"#.utf8), from: "").isNotFound)
    #expect(!Answer(status: 404, bytes: Array("<html>".utf8), from: "").isNotFound)
  }

  @Test func `that is not JSON is from another server`() {
    #expect(Self.message(404, "<html>")?.exitCode == 3)
  }
}

@Suite struct `An address of a server` {
  @Test func `loses its last slash`() {
    #expect(ServerConnection.base("http://localhost:8080/") == "http://localhost:8080")
    #expect(ServerConnection.base("https://m.example/muster//") == "https://m.example/muster")
  }

  @Test(arguments: ["localhost:8080", "ftp://x", "http://", "", "http://a b"])
  func `needs its scheme and a host`(_ address: String) {
    #expect(ServerConnection.base(address) == nil)
  }

  @Test func `carries ids of any kind in its query`() {
    #expect(Query(["id": "org/naïve:7b&x", "page": nil, "q": "a b"]).text == "?id=org%2Fna%C3%AFve%3A7b%26x&q=a%20b")
  }
}

@Suite struct `Waiting for a model` {
  static func residency(_ state: String, since: Int = 1) -> JSON {
    ["state": .string(state), "since": .int(since), "reason": "no memory"]
  }

  struct Case: Sendable {
    var state: String
    var goal: ResidencyWait.Goal
    var verdict: ResidencyWait.Verdict
  }

  @Test(arguments: [
    Case(state: "loaded", goal: .loaded, verdict: .reached), Case(state: "loading", goal: .loaded, verdict: .waiting),
    Case(state: "unloaded", goal: .loaded, verdict: .waiting),
    Case(state: "unloaded", goal: .unloaded, verdict: .reached),
    Case(state: "draining", goal: .unloaded, verdict: .waiting),
    Case(state: "failed", goal: .loaded, verdict: .failed("no memory")),
    Case(state: "failed", goal: .unloaded, verdict: .failed("no memory")),
  ])
  func `ends when the state is reached or the model failed`(_ example: Case) {
    let wait = ResidencyWait(model: "a", state: example.goal, limit: .seconds(1))
    #expect(wait.verdict(Self.residency(example.state), after: .zero) == example.verdict)
  }

  @Test func `ignores an earlier failure for two seconds`() {
    let wait = ResidencyWait(model: "a", state: .loaded, limit: .seconds(9), before: Self.residency("failed"))
    #expect(wait.verdict(Self.residency("failed"), after: .milliseconds(100)) == .waiting)
    #expect(wait.verdict(Self.residency("failed"), after: .seconds(3)) == .failed("no memory"))
    #expect(wait.verdict(Self.residency("failed", since: 2), after: .zero) == .failed("no memory"))
  }

  @Test func `finds the weights on any runtime`() throws {
    let answer: JSON = ["runtimes": [["models": []], ["models": [["base_model": "b", "state": "loaded"]]]]]
    #expect(try ResidencyWait.residency(of: "b", in: answer)["state"] == "loaded")
    #expect(throws: CommandFailure.self) { try ResidencyWait.residency(of: "c", in: answer) }
  }
}
