import Domain

/// The contents of the models folder, for checks.
package enum ModelsFolder {
  /// Files that are still being copied count as there.
  /// - Throws: `Refusal` when the folder cannot be read.
  package static func contents(of path: String) throws(Refusal) -> WeightsScan {
    try WeightsFolder(path: path, runtime: RuntimeID("")).list().scan
  }
}
