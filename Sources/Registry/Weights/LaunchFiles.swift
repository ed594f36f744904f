import Domain
import Storage

/// Who needs files of the models folder for something else than the weights themselves: a projector, a draft model or
/// an adapter that launch settings name, or a projector that is found beside the weights.
struct LaunchFiles {
  /// By the path of the file, or the id of the base model that is a draft model.
  private var users: [String: [WeightsUser]] = [:]

  /// - Parameter projectors: those that base models get unless their launch settings say otherwise.
  init(projectors: [ModelID: String], _ connection: Connection) throws {
    var hasOwn: Set<ModelID> = []
    for (user, launch) in try WeightsTables.launches(connection) {
      if let projector = launch.projector {
        hasOwn.insert(user.weights)
        if projector != LaunchSettings.noProjector { add(user, .projector, to: projector) }
      }
      if let draft = launch.draftModel { add(user, .draftModel, to: draft) }
      for adapter in launch.lora { add(user, .lora, to: adapter) }
    }
    let found = projectors.filter { !hasOwn.contains($0.key) }
    for user in try WeightsTables.users(of: found.keys.sorted(), connection) where user.holdsWeights {
      if let projector = found[user.weights] { add(user, .projector, to: projector) }
    }
  }

  private mutating func add(_ user: WeightsUser, _ use: WeightsUse, to name: String) {
    var user = user
    user.use = use
    users[name, default: []].append(user)
  }

  /// Who needs any of these files or base models. Names each user once for each use.
  func users(of paths: [String], _ baseModels: [ModelID] = []) -> [WeightsUser] {
    var found: [WeightsUser] = []
    for user in (paths + baseModels.map(\.text)).flatMap({ users[$0] ?? [] }) where !found.contains(user) {
      found.append(user)
    }
    return found
  }
}
