import Domain

extension Refusal {
  /// Tells a client whose path does not exist where to find the API.
  /// - Parameter address: Muster's address as the client knows it, without a trailing slash.
  static func unknownPath(_ path: String, at address: String) -> Refusal {
    let shown = path.utf8.count <= 200 ? path : path.prefix(200) + "…"
    return Refusal(
      .notFound, code: "request.unknown_path", detail: "There is nothing at \(shown). \(advice(path, address))")
  }

  private static func advice(_ path: String, _ address: String) -> String {
    if path.hasPrefix("/v1/v1") || path.hasPrefix("/openai/v1") {
      return "The client adds /v1 itself: set its base URL to \(address)."
    }
    if path == "/v1" || path.hasPrefix("/v1/") {
      return "Below /v1 there are: GET models, GET models/{id}, POST chat/completions, POST completions and POST "
        + "embeddings."
    }
    if OpenAIPaths.lacksVersion(path) {
      return "The OpenAI API is below /v1: set the client's base URL to \(address)/v1."
    }
    if ollamaPaths.contains(path) || path.hasPrefix("/ollama/") {
      return "Muster does not support Ollama's API. Use the OpenAI API: base URL \(address)/v1."
    }
    return "The web page is at \(address)/, the OpenAI API at \(address)/v1 (the base URL for clients), and "
      + "\(address)/openapi.json lists all other routes."
  }

  /// Routes of Ollama 0.32, except those whose path Muster uses too.
  private static let ollamaPaths: Set<String> = [
    "/api/chat", "/api/generate", "/api/tags", "/api/show", "/api/ps", "/api/embed", "/api/pull", "/api/push",
    "/api/create", "/api/copy", "/api/delete",
  ]
}

enum OpenAIPaths {
  /// Whether it is the path of a client whose base URL lacks `/v1`.
  static func lacksVersion(_ path: String) -> Bool {
    ["/models", "/chat", "/completions", "/embeddings", "/responses", "/messages"].contains {
      path == $0 || path.hasPrefix($0 + "/")
    }
  }
}
