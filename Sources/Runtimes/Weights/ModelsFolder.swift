import Domain

/// The folder of the weights, for those who only want to know what is in it.
package enum ModelsFolder {
  /// The base models whose weights are there, complete or not.
  /// - Throws: `Refusal` when the folder cannot be read.
  package static func baseModels(in path: String) throws -> Set<ModelID> {
    let look = try WeightsFolder(path: path, runtime: RuntimeID("")).look()
    return Set(look.weights.map(\.offer.baseModel)).union(look.leftOut.keys.map(ModelID.init(stored:)))
  }
}
