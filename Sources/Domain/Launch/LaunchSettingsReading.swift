extension LaunchSettings {
  static let place = ["body", "meta", "muster", "launch"]
  private static let mostWords = 200
  private static let longestWordBytes = 4096
  private static let mostVariables = 50
  /// Linux takes no argument of 128 KiB.
  private static let longestTemplateBytes = 100_000

  /// Reads settings that somebody wrote.
  /// - Returns: the settings without what is wrong, and what is wrong with which field.
  package static func read(_ json: JSON) -> (settings: LaunchSettings, problems: [FieldProblem]) {
    var reading = Reading()
    guard let members = json.object else {
      reading.note([], "must be an object", json)
      return (LaunchSettings(), reading.problems)
    }
    for (name, value) in members where !value.isNull {
      guard let field = Field(rawValue: name) else {
        reading.note([name], "There is no launch setting of this name.", value)
        continue
      }
      reading.read(field, value)
    }
    reading.checkTogether()
    return (reading.settings, reading.problems)
  }

  /// What is wrong with the launch settings of a model.
  package static func problems(of model: Model) -> [FieldProblem] {
    guard let launch = model.content.launch else { return [] }
    guard model.baseModelID == nil else {
      return [
        FieldProblem(
          place, type: "value_error",
          message: "A preset has no launch settings: it uses its base model as that was started.")
      ]
    }
    return read(launch).problems
  }

  private struct Reading {
    var settings = LaunchSettings()
    var problems: [FieldProblem] = []

    mutating func note(_ field: [String], _ message: String, _ input: JSON? = nil) {
      problems.append(FieldProblem(place + field, type: "value_error", message: message, input: input))
    }

    mutating func read(_ field: Field, _ value: JSON) {
      if let number = numbers.first(where: { $0.field == field }) {
        guard let read = value.int, number.limits.contains(read) else {
          let limits = number.limits
          return note(
            [field.rawValue], "must be a whole number from \(limits.lowerBound) to \(limits.upperBound)", value)
        }
        settings[keyPath: number.path] = read
        return
      }
      switch field {
      case .cacheTypeK: settings.cacheTypeK = choice(field, value)
      case .cacheTypeV: settings.cacheTypeV = choice(field, value)
      case .flashAttention:
        settings.flashAttention = value.bool.map { $0 ? .on : .off } ?? choice(field, value)
      case .mode: settings.mode = choice(field, value)
      case .projector: settings.projector = file(field.rawValue, value)
      case .draftModel: settings.draftModel = file(field.rawValue, value)
      case .lora: readLora(value)
      case .chatTemplate: readTemplate(value)
      case .profile: readProfile(value)
      case .command: readCommand(value)
      case .arguments: readArguments(value)
      case .environment: readEnvironment(value)
      case .acceptSmaller:
        guard let accepts = value.bool else { return note([field.rawValue], "must be true or false", value) }
        settings.acceptSmaller = accepts
      case .context, .gpuLayers, .parallel, .threads, .batch: break
      }
    }

    private mutating func choice<Choice: RawRepresentable & CaseIterable>(_ field: Field, _ value: JSON) -> Choice?
    where Choice.RawValue == String {
      if let choice = value.string.flatMap(Choice.init(rawValue:)) { return choice }
      note([field.rawValue], "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", value)
      return nil
    }

    /// A file of the models folder: below it, never beside it.
    private mutating func file(_ field: String, _ value: JSON) -> String? {
      guard let text = value.string, !text.isEmpty, text.utf8.count <= longestWordBytes else {
        note([field], "must be the name of a file in the models folder", value)
        return nil
      }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }), isClean(text), !text.hasPrefix("-")
      else {
        note([field], "must be a path below the models folder, such as `vision/mmproj.gguf`", value)
        return nil
      }
      return text
    }

    private mutating func readLora(_ value: JSON) {
      guard let files = value.array, files.count <= 16 else {
        return note([Field.lora.rawValue], "must be a list of at most 16 files in the models folder", value)
      }
      // llama-server takes several of them in one argument, with commas between them.
      if files.contains(where: { $0.string?.contains(",") == true }) {
        return note([Field.lora.rawValue], "The name of an adapter cannot have a comma.", value)
      }
      settings.lora = files.compactMap { file(Field.lora.rawValue, $0) }
    }

    private mutating func readTemplate(_ value: JSON) {
      guard let text = value.string, !text.isEmpty, text.utf8.count <= longestTemplateBytes, !text.contains("\0") else {
        return note(
          [Field.chatTemplate.rawValue],
          "must be a template of at most \(longestTemplateBytes) bytes, or the name of one")
      }
      settings.chatTemplate = text
    }

    private mutating func readProfile(_ value: JSON) {
      guard let name = value.string, LaunchChoices.isProfileName(name) else {
        return note([Field.profile.rawValue], "must be the name of a profile: 1 to 64 letters, digits, - and _", value)
      }
      settings.profile = name
    }

    private mutating func readCommand(_ value: JSON) {
      guard let words = words(.command, value), let program = words.first else { return }
      let before = problems.count
      for (index, word) in words.enumerated() where !isWord(word) {
        note([Field.command.rawValue, String(index)], Self.noWord, .string(word))
      }
      if program.hasPrefix("-") || program.contains("/") && !program.hasPrefix("/") && !program.hasPrefix("{") {
        note(
          [Field.command.rawValue, "0"], "The first word must be a program: a name, or an absolute path.",
          .string(program))
      }
      if !words.contains(where: { $0.contains("{port}") }) { note([Field.command.rawValue], "lacks {port}") }
      if !words.contains(where: { $0.contains("{file}") || $0.contains("{model}") }) {
        note([Field.command.rawValue], "lacks {file} or {model}")
      }
      if let name = CommandSecrets.argumentWithSecret(in: words) {
        note(
          [Field.command.rawValue],
          "Secrets do not belong here: settings stay in revisions and in the audit trail. Give \(name) the value {key}, "
            + "or put the secret into the `environment` of the runtime.")
      }
      if let problem = ContainerCommand(words)?.problem { note([Field.command.rawValue], problem) }
      if problems.count == before { settings.command = words }
    }

    /// - Returns: `nil` after a note that it is no list of words.
    private mutating func words(_ field: Field, _ value: JSON) -> [String]? {
      if let words = value.array?.compactMap(\.string), words.count == value.array?.count, words.count <= mostWords {
        return words
      }
      note([field.rawValue], "must be a list of at most \(mostWords) words, not a shell line", value)
      return nil
    }

    private static let noWord = "must be a text of 1 to \(longestWordBytes) bytes without control characters"

    private func isWord(_ word: String) -> Bool {
      !word.isEmpty && word.utf8.count <= longestWordBytes && isClean(word)
    }

    private mutating func readArguments(_ value: JSON) {
      guard let words = words(.arguments, value) else { return }
      if let first = words.first, !LaunchArguments.isFlag(first) {
        return note([Field.arguments.rawValue, "0"], "The first argument must begin with a dash.", .string(first))
      }
      for (index, word) in words.enumerated() {
        if let message = problem(with: word) {
          note([Field.arguments.rawValue, String(index)], message, .string(word))
        }
      }
      if problems.isEmpty { settings.arguments = words }
    }

    private func problem(with word: String) -> String? {
      if !isWord(word) { return Self.noWord }
      if LaunchArguments.isFlag(word), word.contains(where: \.isWhitespace) {
        return "An argument and its value are two words."
      }
      return LaunchArguments.problem(with: word)
    }

    private mutating func readEnvironment(_ value: JSON) {
      guard let variables = value.object, variables.keys.count <= mostVariables else {
        return note([Field.environment.rawValue], "must be an object of at most \(mostVariables) texts", value)
      }
      for (name, value) in variables {
        if let message = LaunchEnvironment.problem(with: name) {
          note([Field.environment.rawValue, name], message)
        } else if let text = value.string, text.utf8.count <= longestWordBytes, isClean(text) {
          settings.environment[name] = text
        } else {
          note([Field.environment.rawValue, name], "must be a text of at most \(longestWordBytes) bytes")
        }
      }
    }

    /// The same thing said twice.
    mutating func checkTogether() {
      if settings.profile != nil, !settings.command.isEmpty {
        note([Field.command.rawValue], "A whole command takes the place of the profile. Set one of them.")
      }
      for word in settings.arguments {
        guard let field = LaunchArguments.llamaServer.field(of: word), settings[field] != nil else { continue }
        note(
          [Field.arguments.rawValue], "\(word) is set by `\(field.rawValue)` already. Set one of them.", .string(word))
      }
    }

    private func isClean(_ text: String) -> Bool {
      !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
  }
}
