/// What a router, instead of a model, answers to a request (llama.cpp b10068 and b10434).
package enum RouterAnswer: Sendable, Equatable {
  /// The model did not get the request: its process has ended, or is being replaced.
  case notLoaded
  /// The model's process ended, or closed the connection, after it had got the request.
  case broken

  /// - Parameter body: of an answer in one piece; only a short one can be the router's.
  /// - Returns: `nil`: the model's own answer.
  package init?(status: Int, body: some Collection<UInt8>) {
    guard status == 400 || status == 500, body.count < 300 else { return nil }
    let text = String(decoding: body, as: UTF8.self)
    switch status {
    case 400 where text.contains(#""model is not loaded""#): self = .notLoaded
    case 500 where text.hasPrefix("proxy error: Could not establish connection"): self = .notLoaded
    case 500 where text.hasPrefix("proxy error: "): self = .broken
    default: return nil
    }
  }
}
