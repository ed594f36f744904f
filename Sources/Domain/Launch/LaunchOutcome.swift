/// What a process says that it got; `nil` is what it does not tell.
package struct LaunchOutcome: Sendable, Hashable {
  /// Tokens that all requests share.
  package var context: Int?
  /// Requests that are answered at the same time.
  package var parallel: Int?
  /// Layers of the weights on the GPU, and all that there are.
  package var gpuLayers: Int?
  package var layers: Int?
  /// What Muster asked for, its own defaults included.
  package var asked: LaunchSettings

  package init(
    asked: LaunchSettings, context: Int? = nil, parallel: Int? = nil, gpuLayers: Int? = nil, layers: Int? = nil
  ) {
    self.asked = asked
    self.context = context
    self.parallel = parallel
    self.gpuLayers = gpuLayers
    self.layers = layers
  }

  /// Where a process got less than was asked for.
  package struct Shortfall: Sendable, Hashable {
    package var field: LaunchSettings.Field
    package var got: Int
    package var asked: Int

    var text: String {
      let name =
        switch field {
        case .context: "context"
        case .parallel: "parallel requests"
        default: "layers on the GPU"
        }
      return "\(name) \(got) of \(asked)"
    }
  }

  package var shortfalls: [Shortfall] {
    var all: [Shortfall] = []
    func compare(_ field: LaunchSettings.Field, _ got: Int?, _ asked: Int?) {
      if let got, let asked, got < asked { all.append(Shortfall(field: field, got: got, asked: asked)) }
    }
    compare(.context, context, asked.context)
    compare(.parallel, parallel, asked.parallel)
    // More layers than there are may be asked for, which means all.
    compare(.gpuLayers, gpuLayers, asked.gpuLayers.map { min($0, layers ?? $0) })
    return all
  }

  /// `smaller than asked: context 4352 of 8192`; `nil`: it got everything.
  package var shortfallText: String? {
    shortfalls.isEmpty ? nil : "smaller than asked: \(shortfalls.map(\.text).joined(separator: ", "))"
  }
}

/// How a model would be started, for people.
package struct LaunchPlan: Sendable, Equatable {
  /// Program and arguments; secrets are masked, and what is known only at the start stays a placeholder.
  package var command: [String]
  /// Names and values, the runtime's own values masked.
  package var environment: [(name: String, value: String)]
  /// What is asked for, Muster's own defaults included.
  package var asked: LaunchSettings
  /// Settings that this runtime cannot follow, with the reason.
  package var unsupported: [(field: LaunchSettings.Field, reason: String)]
  /// Why a load with these settings would fail.
  package var problems: [String]
  /// What the runtime offers in place of its own command.
  package var choices: LaunchChoices

  package init(
    command: [String] = [], environment: [(name: String, value: String)] = [], asked: LaunchSettings = .init(),
    unsupported: [(field: LaunchSettings.Field, reason: String)] = [], problems: [String] = [],
    choices: LaunchChoices = .none
  ) {
    self.command = command
    self.environment = environment
    self.asked = asked
    self.unsupported = unsupported
    self.problems = problems
    self.choices = choices
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.command == right.command && left.asked == right.asked && left.problems == right.problems
      && left.choices == right.choices
      && left.environment.elementsEqual(right.environment, by: ==)
      && left.unsupported.elementsEqual(right.unsupported, by: ==)
  }

  /// The plan of a runtime that starts nothing: none of the settings can be followed there.
  package static func cannot(_ settings: LaunchSettings, because reason: String) -> LaunchPlan {
    LaunchPlan(
      asked: LaunchSettings(),
      unsupported: LaunchSettings.Field.allCases.filter { settings[$0] != nil }.map { ($0, reason) })
  }
}
