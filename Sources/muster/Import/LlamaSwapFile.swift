import Domain

/// A configuration of llama-swap (mostlygeek/llama-swap, config.example.yaml of v216), read as models of Muster.
///
/// Each command becomes launch settings of the base model whose weights it names; the model's ID, if it is another, and
/// its aliases become presets of that. What has no counterpart is noted with its line.
struct LlamaSwapFile {
  struct Note: Equatable {
    var line: Int?
    var text: String
  }

  /// For `POST /api/v1/models/import`: base models before the presets on them.
  private(set) var models: [JSON] = []
  private(set) var notes: [Note] = []
  private let available: [String]
  private let existing: Set<String>
  private let takesCommands: Bool
  private var commands: [String: LlamaSwapCommand] = [:]

  private static let imported: Set<String> = [
    "macros", "cmd", "name", "description", "env", "aliases", "filters", "unlisted", "ttl",
  ]

  /// - Parameters:
  ///   - available: the IDs of the base models that the runtimes have.
  ///   - existing: the IDs of the models that there are; they stay as active as they are.
  ///   - takesCommands: whether a runtime allows models to have commands of their own.
  init(
    _ document: Setting, available: [String], existing: Set<String> = [], takesCommands: Bool = false
  ) throws {
    self.available = available
    self.existing = existing
    self.takesCommands = takesCommands
    guard case .mapping(let listed)? = document.member("models")?.content else {
      throw CommandFailure.unrecognized("The file has no 'models': it is not a configuration of llama-swap.")
    }
    let macros = Self.macros(document.member("macros"))
    for member in listed { read(member.key, member.value, macros, globalTTL: document.member("globalTTL")) }
    guard case .mapping(let members) = document.content else { return }
    for member in members where !["models", "macros", "globalTTL"].contains(member.key) {
      note(member.value, "'\(member.key)' is not imported: Muster has no setting for it in a model.")
    }
    notes.sort { ($0.line ?? .max) < ($1.line ?? .max) }
  }

  private mutating func note(_ place: Setting, _ text: String) {
    var line: Int?
    if case .file(_, let number) = place.origin { line = number }
    notes.append(Note(line: line, text: text))
  }

  private static func macros(_ setting: Setting?) -> [(name: String, value: String)] {
    guard case .mapping(let members)? = setting?.content else { return [] }
    return members.compactMap { member in
      guard case .text(let value) = member.value.content else { return nil }
      return (member.key, value)
    }
  }

  // MARK: - One model

  private mutating func read(
    _ id: String, _ model: Setting, _ macros: [(name: String, value: String)], globalTTL: Setting?
  ) {
    guard case .mapping(let members) = model.content, case .text(let template)? = model.member("cmd")?.content else {
      return note(model, "\(id): not imported, because it has no 'cmd'.")
    }
    // Those of the model come first, and may use the global ones.
    let own = Self.macros(model.member("macros"))
    let all = [(name: "MODEL_ID", value: id)] + own + macros
    let line = Self.filled(template, all)
    var command = LlamaSwapCommand(line)
    if !command.isLlamaServer {
      guard takesCommands, !command.isContainer else {
        return note(
          model,
          "\(id): not imported, because only commands of llama-server have a counterpart. Start '\(command.program)' "
            + "yourself, and add it as a runtime."
            + (command.isContainer ? "" : " With 'model_commands: true' of a runtime, it would be imported as it is."))
      }
      command = .whole(line)
      if let problem = LaunchSettings.read(.object(command.launch)).problems.first {
        return note(model, "\(id): not imported: its command \(problem.message)")
      }
    }
    guard let file = command.model else {
      let advice = command.repository.map { "download them first (muster weights download hf.co/\($0))" }
      return note(
        model, "\(id): not imported, because its command names no file of weights; \(advice ?? "use --model").")
    }
    let base = baseModel(of: file)
    guard (try? ModelID(base)) != nil else {
      return note(model, "\(id): not imported, because '\(base)' cannot be an ID. Rename the file.")
    }
    if !available.contains(base) {
      note(
        model,
        "\(id): the weights '\(base)' are missing. Put \(base).gguf into the models folder, then activate the model.")
    }
    for text in command.notes { note(model, "\(id): \(text)") }
    let environment = environment(of: id, model)
    addBase(base, id, command, environment, model)
    addPresets(on: base, id, model)
    for member in members where !Self.imported.contains(member.key) {
      note(member.value, "\(id): '\(member.key)' is not imported: Muster has no counterpart.")
    }
    if let ttl = model.member("ttl") ?? globalTTL, case .text(let seconds) = ttl.content, (Int(seconds) ?? 0) > 0 {
      note(ttl, "\(id): 'ttl' is a setting of the runtime in Muster: idle_unload: \(seconds)s.")
    }
  }

  /// The longest ID that the path ends with, else the file's name.
  private func baseModel(of file: String) -> String {
    var path = file.hasSuffix(".gguf") ? String(file.dropLast(5)) : file
    if let part = path.firstRange(of: /-00001-of-\d{5}$/) { path.removeSubrange(part) }
    let fitting = available.filter { path == $0 || path.hasSuffix("/" + $0) }
    return fitting.max { $0.count < $1.count } ?? path.split(separator: "/").last.map(String.init) ?? path
  }

  private mutating func addBase(
    _ base: String, _ id: String, _ command: LlamaSwapCommand, _ environment: JSON.Object, _ place: Setting
  ) {
    if let first = commands[base] {
      if first != command {
        note(
          place,
          "\(id): uses the weights of '\(base)', which another model starts in another way; its own arguments are "
            + "not imported.")
      }
      return
    }
    if models.contains(where: { $0["id"]?.string == base }) {
      return note(place, "\(id): not imported, because another model has the ID '\(base)' of its weights already.")
    }
    commands[base] = command
    var launch = command.launch
    if !environment.isEmpty { launch["environment"] = .object(environment) }
    var meta: JSON.Object = launch.isEmpty ? [:] : ["muster": ["launch": .object(launch)]]
    // Clients ask for the other ID.
    if base != id { meta["hidden"] = true } else { describe(place, &meta) }
    let name = base == id ? Self.text(place.member("name")) ?? base : base
    add(base, name, nil, meta, base == id ? parameters(of: id, place) : [:])
  }

  private mutating func add(
    _ id: String, _ name: String, _ base: String?, _ meta: JSON.Object, _ params: JSON.Object
  ) {
    var model: JSON.Object = [
      "id": .string(id), "name": .string(name), "base_model_id": .optional(base), "meta": .object(meta),
      "params": .object(params),
    ]
    if !existing.contains(id) { model["is_active"] = false }
    models.append(.object(model))
  }

  private mutating func addPresets(on base: String, _ id: String, _ model: Setting) {
    if base != id {
      var meta: JSON.Object = [:]
      describe(model, &meta)
      addPreset(id, Self.text(model.member("name")) ?? id, base, meta, parameters(of: id, model))
    }
    guard case .list(let aliases)? = model.member("aliases")?.content else { return }
    for alias in aliases {
      guard let name = Self.text(alias) ?? Self.text(alias.member("id")) else { continue }
      addPreset(name, Self.text(alias.member("name")) ?? name, base, ["hidden": true], parameters(of: id, model))
    }
  }

  private mutating func addPreset(
    _ id: String, _ name: String, _ base: String, _ meta: JSON.Object, _ params: JSON.Object
  ) {
    if models.contains(where: { $0["id"]?.string == id }) || commands[base] == nil { return }
    add(id, name, base, meta, params)
  }

  private func describe(_ model: Setting, _ meta: inout JSON.Object) {
    meta["description"] = Self.text(model.member("description")).map(JSON.string)
    if Self.text(model.member("unlisted")) == "true" { meta["hidden"] = true }
  }

  private mutating func environment(of id: String, _ model: Setting) -> JSON.Object {
    guard case .list(let entries)? = model.member("env")?.content else { return [:] }
    var variables: JSON.Object = [:]
    for entry in entries {
      guard let text = Self.text(entry), let equals = text.firstIndex(of: "=") else { continue }
      let name = String(text[..<equals])
      if let problem = LaunchEnvironment.problem(with: name) {
        note(entry, "\(id): the variable \(name) is not imported: \(problem)")
      } else {
        variables[name] = .string(String(text[text.index(after: equals)...]))
      }
    }
    return variables
  }

  private mutating func parameters(of id: String, _ model: Setting) -> JSON.Object {
    guard let filters = model.member("filters"), case .mapping(let members) = filters.content else { return [:] }
    var params: JSON.Object = [:]
    for member in members {
      guard member.key == "setParams", case .mapping(let values) = member.value.content else {
        note(member.value, "\(id): 'filters.\(member.key)' is not imported: Muster has no counterpart.")
        continue
      }
      for value in values {
        guard let text = Self.text(value.value), let json = try? JSON(parsing: text),
          PresetParameters.problem(with: json, for: value.key) == nil
        else {
          note(value.value, "\(id): the parameter '\(value.key)' is not imported: set it by hand.")
          continue
        }
        params[value.key] = json
      }
    }
    return params
  }

  private static func text(_ setting: Setting?) -> String? {
    if case .text(let text)? = setting?.content { text } else { nil }
  }

  /// Replaces `${name}`, also within macros. Unknown ones stay: what they stand for may not matter.
  static func filled(_ template: String, _ macros: [(name: String, value: String)]) -> String {
    var text = template
    for _ in 0..<8 {
      var next = text
      for macro in macros { next = next.replacing("${\(macro.name)}", with: macro.value) }
      if next == text || next.utf8.count > 1 << 16 { break }
      text = next
    }
    return text
  }
}
