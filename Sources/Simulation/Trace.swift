/// A model as the simulator knows it.
package struct SimulatedModel: Sendable, Equatable {
  package var name: String
  package var bytes: Int
  /// From the decision to load it until it answers.
  package var loadSeconds: Double
  /// A factor for the value of keeping it.
  package var priority: Double

  package init(name: String, bytes: Int, loadSeconds: Double, priority: Double = 1) {
    self.name = name
    self.bytes = bytes
    self.loadSeconds = loadSeconds
    self.priority = priority
  }
}

/// Who asked for which model when.
package struct Trace: Sendable, Equatable {
  package struct Request: Sendable, Equatable {
    /// Since the beginning of the trace.
    package var seconds: Double
    /// A position in the list of models.
    package var model: Int
    /// `nil`: not known.
    package var contextTokens: Int?
    package var generatedTokens: Int?

    package init(seconds: Double, model: Int, contextTokens: Int? = nil, generatedTokens: Int? = nil) {
      self.seconds = seconds
      self.model = model
      self.contextTokens = contextTokens
      self.generatedTokens = generatedTokens
    }
  }

  /// In the order of time.
  package var requests: [Request]

  package init(requests: [Request]) {
    self.requests = requests
  }
}
