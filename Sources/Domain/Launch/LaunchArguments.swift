/// What Muster knows of the arguments of one kind of program.
package struct LaunchArguments: Sendable {
  /// The names of one argument; the last one is what Muster writes.
  struct Setting: Sendable {
    var field: LaunchSettings.Field
    var names: [String]

    init(_ field: LaunchSettings.Field, _ names: [String]) {
      self.field = field
      self.names = names
    }
  }

  /// Settings that the program has an argument for.
  let settings: [Setting]
  /// Other arguments with several names.
  let others: [[String]]
  /// Would take what is Muster's own: where the process listens, its key, its weights, its memory.
  let refused: Set<String>
  /// The program takes the beginning of a name for the whole of it, like Python's argparse.
  var takesBeginnings = false
  /// Why the program cannot follow a setting; where nothing is said, it can.
  let unsupported: [LaunchSettings.Field: String]

  package static func of(_ profile: ServerProfile) -> LaunchArguments {
    switch profile {
    case .llamaServer: llamaServer
    case .vllm: vllm
    case .whisper: whisper
    case .stableDiffusion: stableDiffusion
    case .other: other
    }
  }

  /// Name files; as settings of their own they stay within the models folder.
  private static let fileFields: Set<LaunchSettings.Field> = [.projector, .draftModel, .lora]

  /// Whether a word begins an argument. A negative number is a value.
  package static func isFlag(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
    return !second.isNumber && second != "."
  }

  /// What is wrong with a word of the launch settings, whatever program gets it; `nil`: nothing.
  ///
  /// Short names mean different things to different programs: those are looked at when the program is known.
  package static func problem(with word: String) -> String? {
    llamaServer.problem(with: word) ?? (word.hasPrefix("--") ? vllm.problem(with: word) : nil)
  }

  /// What is wrong with a word of the launch settings; `nil`: nothing.
  package func problem(with word: String) -> String? {
    guard Self.isFlag(word) else { return nil }
    let name = Self.name(of: word)
    if isRefused(name) || downloadsWeights(name) {
      return "\(name) is set by Muster itself and cannot be set here."
    }
    if word.contains("=") { return "An argument and its value are two words." }
    if let field = field(of: name), Self.fileFields.contains(field), name != "--no-mmproj" {
      return "Use the setting `\(field.rawValue)` in place of \(name)."
    }
    return nil
  }

  private func isRefused(_ name: String) -> Bool {
    if refused.contains(name) { return true }
    guard takesBeginnings, name.hasPrefix("--"), name.count > 4, !settings.contains(where: { $0.names.contains(name) })
    else { return false }
    return refused.contains { $0.hasPrefix(name) }
  }

  /// `--fim-qwen-7b-default` and the like.
  private func downloadsWeights(_ name: String) -> Bool {
    name.hasPrefix("--fim-") || name.hasSuffix("-default") && name != "--spec-default"
  }

  /// Without a value behind `=`, and with dashes: programs take `--ctx_size` for `--ctx-size`.
  static func name(of word: String) -> String {
    let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
    return name.hasPrefix("--") ? name.replacing("_", with: "-") : name
  }

  /// The setting that a word of a command sets; `nil`: none has it.
  package func field(of word: String) -> LaunchSettings.Field? {
    let name = canonical(word)
    return settings.first { $0.names.last == name }?.field
  }

  /// What Muster calls an argument.
  package func name(of field: LaunchSettings.Field) -> String? {
    settings.first { $0.field == field }?.names.last
  }

  /// One name for all names of an argument, and for its opposite.
  package func canonical(_ word: String) -> String {
    var name = Self.name(of: word)
    if name.hasPrefix("--no-"), name != "--no-host" { name = "--" + name.dropFirst("--no-".count) }
    let names = settings.first { $0.names.contains(name) }?.names ?? others.first { $0.contains(name) }
    return names?.last ?? name
  }

  /// The settings of `launch` that the program cannot follow, with the reason.
  package func unsupported(_ launch: LaunchSettings) -> [(field: LaunchSettings.Field, reason: String)] {
    LaunchSettings.Field.allCases.compactMap { field in
      guard launch[field] != nil else { return nil }
      return unsupported[field].map { (field, $0) }
    }
  }
}
