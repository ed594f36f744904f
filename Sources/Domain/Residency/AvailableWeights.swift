/// Names a runtime of the configuration.
package struct RuntimeID: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { text }
}

/// Weights that a runtime has, and could load.
package struct AvailableWeights: Hashable, Sendable {
  package var baseModel: ModelID
  package var runtime: RuntimeID
  /// Size of the weights' file.
  package var fileBytes: Int
  /// Differs whenever the file does: size and time of the last change.
  package var fingerprint: String
  /// When the file was last changed; of several parts, the last of them.
  package var changedAt: Timestamp

  package init(
    baseModel: ModelID, runtime: RuntimeID, fileBytes: Int, fingerprint: String,
    changedAt: Timestamp = Timestamp(seconds: 0)
  ) {
    self.baseModel = baseModel
    self.runtime = runtime
    self.fileBytes = fileBytes
    self.fingerprint = fingerprint
    self.changedAt = changedAt
  }

  package var file: WeightsFile { WeightsFile(bytes: fileBytes, changedAt: changedAt) }
}

/// Where a loaded model answers, and the secret that only Muster has.
package struct Endpoint: Hashable, Sendable {
  package var host: String
  package var port: Int
  package var key: String

  package init(host: String, port: Int, key: String) {
    self.host = host
    self.port = port
    self.key = key
  }
}

/// What the operating system says about a model's processes at one moment.
package struct Observation: Hashable, Sendable {
  /// Resident memory, weights mapped from files included.
  package var residentBytes: Int
  /// Of these, what no file backs: certain to come back when the process ends.
  package var anonymousBytes: Int
  /// Processor time used so far: a process that answers and uses none is hung.
  package var processorSeconds: Double

  package init(residentBytes: Int, anonymousBytes: Int, processorSeconds: Double) {
    self.residentBytes = residentBytes
    self.anonymousBytes = anonymousBytes
    self.processorSeconds = processorSeconds
  }
}
