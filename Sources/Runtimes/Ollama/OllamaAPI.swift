import AsyncHTTPClient
import Domain

/// What Muster asks of an Ollama server.
///
/// Source: docs/api.md of Ollama, and exchanges recorded with 0.32.15 (Tests/Fixtures/ollama).
struct OllamaAPI: Sendable {
  typealias Problem = ServerAPI.Problem

  /// Far in the future for Ollama: until it is told otherwise.
  private static let forever: JSON = -1
  private static let atOnce: JSON = 0

  let server: ServerAPI
  /// For all questions but the load. `/api/ps` blocks for 20 s and more while a runner hangs, so that nobody may wait
  /// for it without limit.
  let answerTimeout: Duration
  /// Longer than any load: who asked for it abandons it earlier.
  let loadLimit: Duration

  /// Root of its OpenAI-compatible API.
  var compatibleURL: String { server.url + "/v1" }

  /// The models that it has, for `OllamaModel`. Lists may be null.
  func tags(within timeout: Duration) async throws(Problem) -> [JSON] { try await list("/api/tags", within: timeout) }

  func models(within timeout: Duration? = nil) async throws(Problem) -> [OllamaModel] {
    try await tags(within: timeout ?? answerTimeout).compactMap(OllamaModel.init)
  }

  /// The models that are in its memory. One that is being loaded is not listed.
  func runners() async throws(Problem) -> [OllamaRunner] {
    try await list("/api/ps", within: answerTimeout).compactMap(OllamaRunner.init)
  }

  /// What a model consists of.
  func show(_ name: String, within timeout: Duration? = nil) async throws(Problem) -> OllamaContents {
    let answer = try await server.post("/api/show", ["model": .string(name)], within: timeout ?? answerTimeout)
    guard answer.isSuccess, let body = answer.body else {
      throw Problem(description: "does not tell what \(name) consists of (\(answer.message))")
    }
    return OllamaContents(body)
  }

  /// Loads a model until it is told otherwise; answered when that is done. To abandon the request cancels the load.
  func load(_ name: String, _ usage: OllamaModel.Usage) async throws(Problem) -> ServerAPI.Answer {
    try await touch(name, usage, keeping: Self.forever, within: loadLimit)
  }

  /// Keeps a model that is loaded until it is told otherwise.
  func pin(_ name: String, _ usage: OllamaModel.Usage) async throws(Problem) -> ServerAPI.Answer {
    try await touch(name, usage, keeping: Self.forever, within: answerTimeout)
  }

  /// Asks for an unload. A success proves nothing: a model that answers or is being loaded stays.
  func unload(_ name: String) async throws(Problem) -> ServerAPI.Answer {
    let answer = try await touch(name, .generation, keeping: Self.atOnce, within: answerTimeout)
    return answer.status == 400
      ? try await touch(name, .embedding, keeping: Self.atOnce, within: answerTimeout) : answer
  }

  func isAnswering() async -> Bool {
    (try? await server.get("/api/version", within: answerTimeout))?.isSuccess == true
  }

  private func touch(
    _ name: String, _ usage: OllamaModel.Usage, keeping time: JSON, within timeout: Duration
  ) async throws(Problem) -> ServerAPI.Answer {
    switch usage {
    case .generation:
      try await server.post("/api/generate", ["model": .string(name), "keep_alive": time], within: timeout)
    case .embedding:
      try await server.post("/api/embed", ["model": .string(name), "input": "", "keep_alive": time], within: timeout)
    }
  }

  private func list(_ path: String, within timeout: Duration) async throws(Problem) -> [JSON] {
    let answer = try await server.get(path, within: timeout)
    guard answer.isSuccess, let models = answer.body?["models"], models.array != nil || models.isNull else {
      throw Problem(description: "answers with an unusable list of models (\(answer.message))")
    }
    return models.array ?? []
  }
}
