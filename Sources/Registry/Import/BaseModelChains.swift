import Domain
import Storage

/// The base models of imported models: presets may be built on presets there.
struct BaseModelChains {
  private let baseByModel: [String: String]

  init(_ models: [ForeignModel]) {
    self.init(models.compactMap { model in model.baseModelID.map { (model.id, $0) } })
  }

  /// - Parameter pairs: models with their bases; a base model names nothing, or itself.
  init(_ pairs: [(id: String, base: String)]) {
    baseByModel = Dictionary(pairs.filter { $0.id != $0.base }, uniquingKeysWith: { first, _ in first })
  }

  /// All its bases, the nearest first; ends where they form a cycle.
  func chain(below id: String, from base: String?) -> [String] {
    var chain: [String] = []
    var next = base
    while let step = next, !chain.contains(step), step != id {
      chain.append(step)
      next = baseByModel[step]
    }
    return chain
  }

  func isCycle(from id: String) -> Bool {
    var seen: Set<String> = []
    var next = baseByModel[id]
    while let step = next, seen.insert(step).inserted {
      if step == id { return true }
      next = baseByModel[step]
    }
    return next != nil
  }

  /// The last base of the chain, imported or already here; in a cycle, the named one.
  func weights(below foreign: ForeignModel, _ connection: Connection) throws -> ModelID? {
    try weights(of: foreign.id, on: foreign.baseModelID, connection)
  }

  /// - Parameter mayRead: whether the caller may read a model that is here; others are treated as unknown.
  func weights(
    of id: String, on named: String?, mayRead: (Model) -> Bool = { _ in true }, _ connection: Connection
  ) throws -> ModelID? {
    guard let named, !named.isEmpty, named != id else { return nil }
    let chain = chain(below: id, from: named)
    guard let last = chain.last, baseByModel[last] == nil else { return ModelID(stored: named) }
    if let ours = try ModelTable.find(ModelID(stored: last), connection), mayRead(ours), let base = ours.baseModelID,
      base.text != id
    {
      return base
    }
    return ModelID(stored: last)
  }
}

extension Refusal {
  static func cyclicBase(_ id: String) -> Refusal {
    Refusal(
      .malformed, code: "import.circle", detail: "The base models of '\(id)' form a cycle. Choose a base model for it.")
  }
}
