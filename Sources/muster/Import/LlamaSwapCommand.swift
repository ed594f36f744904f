import Domain

/// A command of llama-swap that starts llama-server, as launch settings.
struct LlamaSwapCommand: Equatable {
  private(set) var program = ""
  /// The file of the weights.
  private(set) var model: String?
  /// `ORG/REPO` or `ORG/REPO:QUANTIZATION`, if llama-server downloads the weights.
  private(set) var repository: String?
  /// As in `meta.muster.launch`.
  private(set) var launch: JSON.Object = [:]
  private(set) var notes: [String] = []
  private var arguments: [JSON] = []

  private static let modelNames: Set<String> = ["-m", "--model"]
  private static let repositoryNames: Set<String> = ["-hf", "-hfr", "--hf-repo"]
  /// Muster gives these by itself.
  private static let own: Set<String> = ["--host", "--port", "--api-key", "--api-key-file", "-a", "--alias"]

  /// A command of another program, with Muster's placeholders, as it is otherwise: a whole command.
  static func whole(_ line: String) -> LlamaSwapCommand {
    var command = LlamaSwapCommand("")
    var words = words(line).map { $0.replacing("${PORT}", with: "{port}") }
    command.program = words.first ?? ""
    let named = words.firstIndex { modelNames.contains($0) }.map { words.index(after: $0) }
    if let place = named ?? words.firstIndex(where: { $0.hasSuffix(".gguf") }), place < words.count, place > 0 {
      command.model = words[place]
      words[place] = "{file}"
    }
    command.launch["command"] = .array(words.map(JSON.string))
    return command
  }

  /// Files that the engine mounts have other paths in the container.
  var isContainer: Bool { ["docker", "podman"].contains(program.split(separator: "/").last) }

  var isLlamaServer: Bool { ServerProfile.llamaServer.isProgram(program) }

  init(_ line: String) {
    var words = Self.words(line)[...]
    program = words.popFirst() ?? ""
    while let word = words.popFirst() {
      var (name, value) = (word, String?.none)
      if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
        (name, value) = (String(word[..<equals]), String(word[word.index(after: equals)...]))
      } else if let next = words.first, !LaunchArguments.isFlag(next) {
        value = next
        words.removeFirst()
      }
      take(name, value)
    }
    if !arguments.isEmpty { launch["arguments"] = .array(arguments) }
  }

  private mutating func take(_ name: String, _ value: String?) {
    if Self.modelNames.contains(name) {
      model = value
    } else if Self.repositoryNames.contains(name) {
      repository = value
    } else if Self.own.contains(name) {
      return
    } else if name == "--chat-template-file" || name == "--lora-scaled" {
      notes.append("\(name) is not imported: set it by hand.")
    } else if let field = LaunchArguments.llamaServer.field(of: name) {
      take(field, name, value)
    } else if let problem = LaunchArguments.llamaServer.problem(with: name) {
      notes.append("\(name) is not imported: \(problem)")
    } else {
      arguments += [.string(name)] + (value.map { [.string($0)] } ?? [])
    }
  }

  private mutating func take(_ field: LaunchSettings.Field, _ name: String, _ value: String?) {
    let file = value?.split(separator: "/").last.map(String.init)
    let setting: JSON? =
      switch field {
      case .mode: name.hasPrefix("--emb") ? "embeddings" : "reranking"
      case .flashAttention: .string(value ?? "on")
      case .projector: name.hasPrefix("--no-") ? .string(LaunchSettings.noProjector) : file.map(JSON.string)
      case .draftModel: file.map { .string($0.hasSuffix(".gguf") ? String($0.dropLast(5)) : $0) }
      case .lora: file.map { .array((launch[field.rawValue]?.array ?? []) + [.string($0)]) }
      case .context, .gpuLayers, .parallel, .threads, .batch: value.flatMap(Int.init).map(JSON.int)
      default: value.map(JSON.string)
      }
    var candidate = launch
    candidate[field.rawValue] = setting
    // llama-server takes 0 for "what the model was trained for" and negative numbers for "all": Muster has other defaults.
    if setting == nil || !LaunchSettings.read(.object(candidate)).problems.isEmpty {
      return notes.append(
        "\(name) \(value ?? "") is not imported: Muster's setting '\(field.rawValue)' cannot be that.")
    }
    launch = candidate
  }

  /// The words of a command line: comments, quotes and backslashes as llama-swap reads them.
  static func words(_ line: String) -> [String] {
    let lines = line.split(whereSeparator: \.isNewline).filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }
    var words: [String] = []
    var word = ""
    var isOpen = false
    var quote: Character?
    var isEscaped = false
    for character in lines.joined(separator: "\n") {
      if isEscaped {
        isEscaped = false
        // A backslash at the end of a line joins it with the next.
        if !character.isNewline {
          word.append(character)
          isOpen = true
        }
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        isOpen = true
      } else if quote == nil, character.isWhitespace {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    return isOpen ? words + [word] : words
  }
}
