/// A model in memory.
struct Resident: Equatable {
  var model: Int
  /// It answers requests, or some wait for it.
  var isInUse: Bool
}

/// Decides which models leave memory when another one has to be loaded.
protocol EvictionPolicy {
  /// A model was asked for, whether it is loaded or not. Comes before anything else that the request leads to.
  mutating func requested(_ model: Int, at seconds: Double)

  /// A model was loaded.
  mutating func loaded(_ model: Int, at seconds: Double)

  /// - Parameters:
  ///   - missing: bytes; never more than the residents have.
  ///   - residents: the models in memory, in the order in which they were loaded.
  /// - Returns: residents that have at least the missing bytes together.
  mutating func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int]
}

extension EvictionPolicy {
  mutating func requested(_ model: Int, at seconds: Double) {}
  mutating func loaded(_ model: Int, at seconds: Double) {}
}

extension Sequence<Int> {
  /// The first of a list, until they have enough bytes.
  func prefix(freeing missing: Int, of models: [SimulatedModel]) -> [Int] {
    var freed = 0
    var chosen: [Int] = []
    for model in self where freed < missing {
      chosen.append(model)
      freed += models[model].bytes
    }
    return chosen
  }
}
