import Domain
import RealModule

/// Draws the model of each arrival: real traces of arrivals do not name models.
package struct SyntheticTrace: Sendable {
  /// The exponent of Zipf's law for the popularity of the models; 0: all alike.
  package var zipf = 1.0
  /// The probability that a request is for the same model as the one before it.
  package var stickiness = 0.0
  /// The seconds after which the models change places in the order of popularity; `nil`: never.
  package var drift: Double?
  package var seed: UInt64 = 1

  package init() {}

  package struct Arrival: Sendable, Equatable {
    package var seconds: Double
    package var contextTokens: Int?
    package var generatedTokens: Int?

    package init(seconds: Double, contextTokens: Int? = nil, generatedTokens: Int? = nil) {
      self.seconds = seconds
      self.contextTokens = contextTokens
      self.generatedTokens = generatedTokens
    }
  }

  /// - Parameter arrivals: in the order of time.
  package func trace(of arrivals: [Arrival], models count: Int) -> Trace {
    guard count > 0 else { return Trace(requests: []) }
    var random = SplitMix64(seed: seed)
    let weights = (1...count).map { 1 / Double.pow(Double($0), zipf) }
    let total = weights.reduce(0, +)
    var order = Array(0..<count)
    random.shuffle(&order)
    var epoch = 0
    var last: Int?
    return Trace(
      requests: arrivals.map { arrival in
        if let drift, Int(arrival.seconds / drift) > epoch {
          epoch = Int(arrival.seconds / drift)
          random.shuffle(&order)
        }
        var model = last ?? 0
        if last == nil || random.fraction() >= stickiness {
          var left = random.fraction() * total
          let rank = weights.firstIndex { weight in
            left -= weight
            return left < 0
          }
          model = order[rank ?? count - 1]
        }
        last = model
        return Trace.Request(
          seconds: arrival.seconds, model: model, contextTokens: arrival.contextTokens,
          generatedTokens: arrival.generatedTokens)
      })
  }
}
