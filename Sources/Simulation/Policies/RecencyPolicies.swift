/// Least recently used first, until there is room.
struct LeastRecentlyUsed: EvictionPolicy {
  let models: [SimulatedModel]
  /// Whether victims that later ones made superfluous stay.
  let keepsSuperfluous: Bool
  private var lastUse: [Double]

  init(models: [SimulatedModel], keepsSuperfluous: Bool) {
    self.models = models
    self.keepsSuperfluous = keepsSuperfluous
    lastUse = Array(repeating: -.infinity, count: models.count)
  }

  mutating func requested(_ model: Int, at seconds: Double) { lastUse[model] = seconds }

  func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    var chosen = residents.map(\.model).sorted { lastUse[$0] < lastUse[$1] }.prefix(freeing: missing, of: models)
    guard keepsSuperfluous else { return chosen }
    var superfluous = chosen.reduce(0) { $0 + models[$1].bytes } - missing
    for model in chosen.reversed() where models[model].bytes <= superfluous {
      superfluous -= models[model].bytes
      chosen.removeAll { $0 == model }
    }
    return chosen
  }
}

/// The largest first, as LocalAI's option does.
struct LargestFirst: EvictionPolicy {
  let models: [SimulatedModel]

  func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    residents.map(\.model).sorted { (models[$0].bytes, $1) > (models[$1].bytes, $0) }.prefix(
      freeing: missing, of: models)
  }
}

/// A fixed order: by the length of `keep_alive`, and where that is equal by the name, as Ollama does.
struct FixedOrder: EvictionPolicy {
  let models: [SimulatedModel]

  func victims(freeing missing: Int, among residents: [Resident], at seconds: Double) -> [Int] {
    residents.map(\.model).sorted { models[$0].name < models[$1].name }.prefix(freeing: missing, of: models)
  }
}
