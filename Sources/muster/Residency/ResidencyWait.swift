import Domain

/// Polls the residency of a model until it reaches a state.
struct ResidencyWait {
  enum Goal: String, CaseIterable, Sendable { case loaded, unloaded }

  enum Verdict: Equatable {
    case reached
    case failed(String)
    case waiting
  }

  static let pause = Duration.milliseconds(200)

  let model: String
  let state: Goal
  let limit: Duration
  /// The residency before the command that is waited for, so that an earlier failure is not reported as its result.
  var before: JSON?

  /// - Throws: `CommandFailure.refused` when the model fails, `.timedOut` after `limit`.
  func run(on connection: ServerConnection) async throws {
    let weights = try await Self.weights(of: model, on: connection)
    let clock = ContinuousClock()
    let start = clock.now
    while true {
      let answer = try await connection.get("/api/v1/residency")
      let residency = try Self.residency(of: weights, in: answer)
      let elapsed = clock.now - start
      switch verdict(residency, after: elapsed) {
      case .reached:
        Terminal.progress("")
        return
      case .failed(let reason):
        Terminal.progress("")
        throw CommandFailure.refused("'\(weights)' failed: \(reason)")
      case .waiting: break
      }
      let now = residency["state"]?.string ?? "unknown"
      guard elapsed < limit else {
        Terminal.progress("")
        throw CommandFailure.timedOut(overdue(residency, now: now, weights: weights))
      }
      Terminal.progress("\(DisplayText.sanitized(weights)) is \(now) … \(elapsed.wholeSeconds) s")
      try await Task.sleep(for: min(Self.pause, limit - elapsed))
    }
  }

  func verdict(_ residency: JSON, after elapsed: Duration) -> Verdict {
    let now = residency["state"]?.string
    if now == state.rawValue { return .reached }
    guard now == "failed" else { return .waiting }
    let isOld = before.map { $0["state"] == residency["state"] && $0["since"] == residency["since"] } ?? false
    if isOld, elapsed < .seconds(2) { return .waiting }
    return .failed(residency["reason"]?.string ?? "no reason given")
  }

  private func overdue(_ residency: JSON, now: String, weights: String) -> String {
    var message = "'\(weights)' is still \(now) after \(DurationText.exact(limit))"
    if residency["desired"]?.string != state.rawValue {
      message += state == .loaded ? "; no active model needs it" : "; an active model needs it"
    } else if let reason = residency["reason"]?.string {
      message += ": \(reason)"
    }
    return message + "."
  }

  /// The id of a model's weights: its base model's, or its own. Also accepts available files without a model.
  static func weights(of model: String, on connection: ServerConnection) async throws -> String {
    do {
      let answer = try await connection.get("/api/v1/models/model", Query(["id": model]))
      return answer["base_model_id"]?.string ?? model
    } catch CommandFailure.refused(let detail) {
      let answer = try await connection.get("/api/v1/residency")
      if (try? residency(of: model, in: answer)) != nil { return model }
      throw CommandFailure.refused(detail)
    }
  }

  static func residency(of model: String, on connection: ServerConnection) async throws -> JSON {
    let weights = try await weights(of: model, on: connection)
    return try residency(of: weights, in: try await connection.get("/api/v1/residency"))
  }

  static func residency(of weights: String, in answer: JSON) throws -> JSON {
    for runtime in answer["runtimes"]?.array ?? [] {
      for residency in runtime["models"]?.array ?? [] where residency["base_model"]?.string == weights {
        return residency
      }
    }
    throw CommandFailure.refused(
      "No runtime has weights named '\(weights)'. Put \(weights).gguf in the models folder.")
  }
}
