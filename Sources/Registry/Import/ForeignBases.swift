import Domain
import Storage

/// Which weights answer for which model over there.
struct ForeignBases {
  private let baseByModel: [String: String]

  init(_ models: [ForeignModel]) {
    self.init(models.compactMap { model in model.baseModelID.map { (model.id, $0) } })
  }

  /// - Parameter pairs: models with what they stand on; a base model names nothing, or itself.
  init(_ pairs: [(id: String, base: String)]) {
    baseByModel = Dictionary(pairs.filter { $0.id != $0.base }, uniquingKeysWith: { first, _ in first })
  }

  /// All that it stands on, the next one first; ends where it would go round in a circle.
  func chain(below id: String, from base: String?) -> [String] {
    var chain: [String] = []
    var next = base
    while let step = next, !chain.contains(step), step != id {
      chain.append(step)
      next = baseByModel[step]
    }
    return chain
  }

  func isCircle(from id: String) -> Bool {
    var seen: Set<String> = []
    var next = baseByModel[id]
    while let step = next, seen.insert(step).inserted {
      if step == id { return true }
      next = baseByModel[step]
    }
    return next != nil
  }

  /// The lowest of them, by what is there and what is here; in a circle, the one that is named.
  func weights(below foreign: ForeignModel, _ connection: Connection) throws -> ModelID? {
    try weights(of: foreign.id, on: foreign.baseModelID, connection)
  }

  /// - Parameter mayRead: whether one that is here may be looked at; to others it is as one that is not.
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
  static func standsOnItself(_ id: String) -> Refusal {
    Refusal(
      .malformed, code: "import.circle", detail: "'\(id)' stands on presets that stand on it. Give it a base model.")
  }
}
