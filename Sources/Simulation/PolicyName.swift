/// The policies that can be compared.
package enum PolicyName: String, Sendable, CaseIterable {
  case muster, lru
  case lruBytes = "lru-bytes"
  case gdsf
  case largestFirst = "largest-first"
  case ollama, offline

  func policy(for models: [SimulatedModel], _ requests: [Trace.Request]) -> any EvictionPolicy {
    switch self {
    case .muster: LeastValueSet(models: models)
    case .lru: LeastRecentlyUsed(models: models, keepsSuperfluous: false)
    case .lruBytes: LeastRecentlyUsed(models: models, keepsSuperfluous: true)
    case .gdsf: GreedyDual(models: models)
    case .largestFirst: LargestFirst(models: models)
    case .ollama: FixedOrder(models: models)
    case .offline: Clairvoyant(models: models, requests: requests)
    }
  }
}
