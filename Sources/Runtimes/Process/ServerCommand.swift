import Domain

/// The command of one model: the runtime's, with the launch settings in place of what it says of the same things.
struct ServerCommand: Sendable, Equatable {
  /// Files of the settings, found in the models folder.
  struct Files: Sendable, Equatable {
    var projector: String?
    var draftModel: String?
    var lora: [String] = []
  }

  /// Program and arguments of the runtime, placeholders and all.
  let template: [String]
  /// Of the launch settings, taken as they are: they must not learn the key.
  let own: [String]

  var words: [String] { template + own }

  init(_ template: [String], _ settings: LaunchSettings, _ files: Files = Files(), program: ServerProgram) {
    guard program.profile != .other else {
      // A program that Muster does not know takes its arguments as they are.
      self.template = template
      own = settings.arguments
      return
    }
    let arguments = program.arguments
    let groups = program.words(settings, files) + Self.groups(settings.arguments[...])
    var replaced = Set(groups.map { arguments.canonical($0[0]) })
    // Without the argument it is a chat model.
    if settings.mode == .chat { replaced.formUnion(arguments.name(of: .mode).map { [$0] } ?? []) }
    let start = program.indexOfProgram(in: template)
    let kept = Self.groups(template[(start + 1)...]).filter { group in
      guard let first = group.first, LaunchArguments.isFlag(first) else { return true }
      return !replaced.contains(arguments.canonical(first))
    }
    self.template = template[...start] + kept.flatMap(\.self)
    own = groups.flatMap(\.self)
  }

  /// Each argument with its values.
  static func groups(_ words: ArraySlice<String>) -> [[String]] {
    var groups: [[String]] = []
    for word in words {
      if LaunchArguments.isFlag(word) || groups.isEmpty {
        groups.append([word])
      } else {
        groups[groups.count - 1].append(word)
      }
    }
    return groups
  }
}
