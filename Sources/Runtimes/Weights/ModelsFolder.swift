import Domain

/// The folder of the weights, for those who only want to know what is in it.
package enum ModelsFolder {
  /// Files that are still being copied count as there.
  /// - Throws: `Refusal` when the folder cannot be read.
  package static func contents(of path: String) throws(Refusal) -> FoundWeights {
    try WeightsFolder(path: path, runtime: RuntimeID("")).look().found
  }
}
