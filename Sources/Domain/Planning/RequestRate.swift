import RealModule

/// How often a model is asked for.
///
/// The mean of a rate with a short and one with a long half-life: the first follows people who turn to other models
/// within minutes, the second knows which models are used all day. In a row of requests for the same model all but the
/// first count little: whether it must be kept for later is told by how often it is asked for *again*.
package struct RequestRate: Sendable, Equatable {
  /// In seconds.
  static let halfLives = [600.0, 3600.0]
  static let weightOfRepetition = 0.05
  private static let ln2 = Double.log(2)

  private var weights = halfLives.map { _ in 0.0 }
  private var weighedAt = -Double.infinity

  package init() {}

  /// - Parameters:
  ///   - seconds: since a moment that all calls share. A moment before the last one counts as the last one.
  ///   - isRepetition: the request before it, by whomever, was for the same model.
  package mutating func record(at seconds: Double, isRepetition: Bool) {
    for index in weights.indices {
      weights[index] = decayed(index, at: seconds) + (isRepetition ? Self.weightOfRepetition : 1)
    }
    weighedAt = max(weighedAt, seconds)
  }

  /// Requests in a second.
  package func perSecond(at seconds: Double) -> Double {
    let sum = weights.indices.reduce(0) { $0 + decayed($1, at: seconds) * Self.ln2 / Self.halfLives[$1] }
    return sum / Double(weights.count)
  }

  private func decayed(_ index: Int, at seconds: Double) -> Double {
    guard weights[index] > 0 else { return 0 }
    return weights[index] * Double.exp2(-max(seconds - weighedAt, 0) / Self.halfLives[index])
  }
}
