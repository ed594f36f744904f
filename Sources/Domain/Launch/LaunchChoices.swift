/// What a runtime lets a base model have in place of the runtime's own command.
package struct LaunchChoices: Sendable, Equatable {
  package static let none = LaunchChoices()

  /// The names of its profiles.
  package var profiles: [String]
  /// Whether a model may bring a whole command: whoever sets it runs any program as Muster's user.
  package var takesCommands: Bool

  package init(profiles: [String] = [], takesCommands: Bool = false) {
    self.profiles = profiles
    self.takesCommands = takesCommands
  }

  package static func isProfileName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }
}

extension LaunchSettings {
  /// What none of the runtimes can do, nor will until their configuration is another.
  package func problems(among choices: [LaunchChoices]) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if !command.isEmpty, !choices.contains(where: \.takesCommands) {
      problems.append(
        FieldProblem(
          Self.place + [Field.command.rawValue], type: "value_error",
          message: "No runtime allows models to have commands of their own (`model_commands` in its configuration)."))
    }
    if let profile, !choices.contains(where: { $0.profiles.contains(profile) }) {
      let known = Set(choices.flatMap(\.profiles)).sorted()
      problems.append(
        FieldProblem(
          Self.place + [Field.profile.rawValue], type: "value_error",
          message: known.isEmpty
            ? "No runtime has profiles (`profiles` in its configuration)."
            : "No runtime has this profile; there are \(known.joined(separator: ", ")).",
          input: .string(profile)))
    }
    return problems
  }
}
