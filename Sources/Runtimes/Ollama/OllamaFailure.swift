import Domain

/// Why a load failed, in Ollama's own words where it has some.
extension RunEnd {
  /// - Parameter answer: what Ollama answered instead of loading.
  static func refused(by answer: ServerAPI.Answer) -> RunEnd {
    let own = answer.body?["error"]?.string ?? answer.message
    var detail = "Ollama: " + withoutPaths(own)
    // Measured: it says so of weights that are missing or damaged too, until it is restarted.
    if own.contains("does not support") {
      detail += " (it says this of damaged weights, too, and until it is restarted)"
    }
    return RunEnd(
      cause: .couldNotStart, detail: detail, isRetryable: !isFinal(answer.status, own), freedBytes: 0)
  }

  static func unanswered(_ problem: ServerAPI.Problem, by runtime: RuntimeID) -> RunEnd {
    RunEnd(cause: .couldNotStart, detail: "runtime \(runtime) \(problem)", isRetryable: true, freedBytes: nil)
  }

  static func lost(_ detail: String, isRetryable: Bool = true, freedBytes: Int? = nil) -> RunEnd {
    RunEnd(cause: .lost, detail: detail, isRetryable: isRetryable, freedBytes: freedBytes)
  }

  /// Only other weights help. A busy server, one without memory or without its programs may be in order later.
  private static func isFinal(_ status: Int, _ text: String) -> Bool {
    if status == 404 { return true }
    return [
      "does not support", "exceeds file size", "invalid file magic", "not in GGUF format", "unknown model architecture",
      "invalid model name",
    ].contains { text.contains($0) }
  }

  /// Users learn why a model fails, but not where the server keeps its programs and weights.
  private static func withoutPaths(_ text: String) -> String {
    text.replacing(/(?:\/[^\s\/:,'")]+)+\/([^\s\/:,'")]+)/) { $0.output.1 }
  }
}
