import Domain

/// Says where things are to a client that asked for a path that does not exist.
enum UnknownPath {
  /// - Parameter address: of Muster as the client knows it, without a slash at its end.
  static func refusal(_ path: String, at address: String) -> Refusal {
    Refusal(
      .notFound, code: "request.unknown_path", detail: "There is nothing at \(shown(path)). \(advice(path, address))")
  }

  private static func shown(_ path: String) -> String {
    path.utf8.count <= 200 ? path : path.prefix(200) + "…"
  }

  private static func advice(_ path: String, _ address: String) -> String {
    if path.hasPrefix("/v1/v1") || path.hasPrefix("/openai/v1") {
      return "The client adds /v1 itself: set its base URL to \(address)."
    }
    if path == "/v1" || path.hasPrefix("/v1/") {
      return "Below /v1 there are: GET models, GET models/{id}, POST chat/completions, POST completions and POST "
        + "embeddings."
    }
    if isOpenAIPath(path) { return "The OpenAI API is below /v1: set the client's base URL to \(address)/v1." }
    if ollamaPaths.contains(path) || path.hasPrefix("/ollama/") {
      return "Muster does not speak Ollama's protocol. Use its OpenAI API: base URL \(address)/v1."
    }
    return "The web page is at \(address)/, OpenAI's API at \(address)/v1 (the base URL for clients), and "
      + "\(address)/openapi.json lists all other routes."
  }

  /// What clients ask for whose base URL lacks `/v1`.
  static func isOpenAIPath(_ path: String) -> Bool {
    ["/models", "/chat", "/completions", "/embeddings", "/responses", "/messages"].contains {
      path == $0 || path.hasPrefix($0 + "/")
    }
  }

  /// Routes of Ollama 0.32 that Muster has none of the same name for.
  private static let ollamaPaths: Set<String> = [
    "/api/chat", "/api/generate", "/api/tags", "/api/show", "/api/ps", "/api/embed", "/api/pull", "/api/push",
    "/api/create", "/api/copy", "/api/delete",
  ]
}
