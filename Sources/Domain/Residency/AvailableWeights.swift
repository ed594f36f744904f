/// Names a runtime of the configuration.
package struct RuntimeID: Hashable, Sendable, CustomStringConvertible, Comparable {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { text }
  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Weights that a runtime has, and could load.
package struct AvailableWeights: Hashable, Sendable {
  package var baseModel: ModelID
  package var runtime: RuntimeID
  /// What the runtime calls them; differs from `baseModel` when that names the runtime too.
  package var name: String
  /// Size of the weights; `nil`: the runtime does not tell.
  package var fileBytes: Int?
  /// Memory that a process takes beside the weights, as far as it is known before the first load.
  package var ownBytes: Int?
  /// Differs whenever the weights do: size and time of the last change, or a digest.
  package var fingerprint: String
  /// When the weights were last changed; of several parts, the last of them. `nil`: the runtime does not tell.
  package var changedAt: Timestamp?
  /// SHA-256 of the weights in hexadecimal; `nil`: not known.
  package var digest: String?
  /// The same for names whose weights share one copy in the runtime's memory; `nil`: these have one of their own.
  package var sharedMemory: String?
  /// `nil`: not known, or not read yet.
  package var facts: WeightsFacts?
  /// Another runtime has other weights of this name, which is why `baseModel` names the runtime too.
  package var clashesWith: RuntimeID?

  package init(
    baseModel: ModelID, runtime: RuntimeID, name: String? = nil, fileBytes: Int?, fingerprint: String,
    changedAt: Timestamp? = Timestamp(seconds: 0), digest: String? = nil,
    facts: WeightsFacts? = nil
  ) {
    self.baseModel = baseModel
    self.runtime = runtime
    self.name = name ?? baseModel.text
    self.fileBytes = fileBytes
    self.fingerprint = fingerprint
    self.changedAt = changedAt
    self.digest = digest
    self.facts = facts
  }

  package var file: WeightsFile? {
    guard let fileBytes, let changedAt else { return nil }
    return WeightsFile(bytes: fileBytes, changedAt: changedAt)
  }
}

/// How requests reach a loaded model.
package struct Upstream: Hashable, Sendable {
  /// Root of its OpenAI-compatible API, without a slash at the end: `http://127.0.0.1:40123/v1`.
  package var url: String
  /// Secrets, sent as bearer token, in turn; empty: requests carry none.
  package var keys: [String]
  /// The model's name there; `nil`: it serves one model, whatever a request calls it.
  package var model: String?

  package init(url: String, keys: [String], model: String? = nil) {
    self.url = url
    self.keys = keys
    self.model = model
  }

  /// The key for the request of this number.
  package func key(for request: Int) -> String? { keys.isEmpty ? nil : keys[request % keys.count] }
}

/// What is known of a loaded model at one moment; `nil` is what cannot be known.
package struct Observation: Hashable, Sendable {
  /// Memory that it takes, weights mapped from files included.
  package var residentBytes: Int?
  /// Of these, what no file backs: certain to come back when the model is unloaded.
  package var anonymousBytes: Int?
  /// What it has reserved, by its log: pages that it has not touched yet are in no measurement.
  package var reservedBytes: Int?
  /// Processor time used so far: a process that answers and uses none is hung.
  package var processorSeconds: Double?
  /// Tokens computed so far, of a program that counts them. Then these speak for work and not its processor time, since
  /// a process that waits for one that hangs may use as much as it can get.
  package var tokens: Int?

  /// A token counts as a second of processor time.
  var work: Double? { tokens.map(Double.init) ?? processorSeconds }

  package init(
    residentBytes: Int? = nil, anonymousBytes: Int? = nil, processorSeconds: Double? = nil, tokens: Int? = nil
  ) {
    self.residentBytes = residentBytes
    self.anonymousBytes = anonymousBytes
    self.processorSeconds = processorSeconds
    self.tokens = tokens
  }
}
