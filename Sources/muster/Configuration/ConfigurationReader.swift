import Audit
import Domain

/// The effective value of one key, with its source.
struct EffectiveSetting: Equatable, Sendable {
  /// `limits.body`, `runtimes.local.memory`.
  var key: String
  var value: JSON
  var origin: SettingOrigin
}

/// A valid configuration.
struct LoadedConfiguration: Equatable, Sendable {
  var configuration: Configuration
  /// In the order of `ConfigurationTable`.
  var settings: [EffectiveSetting]
  /// Values that are valid but probably a mistake.
  var warnings: [ConfigurationProblem]
}

/// Reads a configuration from the file and the environment, which takes precedence.
struct ConfigurationReader {
  private let base: PathBase
  /// Of the process, for the secrets that the configuration refers to.
  private let variables: [String: String]
  private var environment: EnvironmentOverrides
  private var problems: [ConfigurationProblem] = []
  private var warnings: [ConfigurationProblem] = []
  private var settings: [EffectiveSetting] = []

  private init(base: PathBase, environment: [String: String]) {
    self.base = base
    variables = environment
    self.environment = EnvironmentOverrides(environment)
  }

  /// - Throws: `ConfigurationRefusal` with all problems, not only the first.
  static func read(
    yaml: String, name: String, base: PathBase, environment: [String: String]
  ) throws(ConfigurationRefusal) -> LoadedConfiguration {
    let document = try ConfigurationDocument.parse(yaml, name: name)
    var reader = ConfigurationReader(base: base, environment: environment)
    let configuration = reader.configuration(document)
    guard reader.problems.isEmpty else { throw ConfigurationRefusal(problems: inOrder(reader.problems)) }
    return LoadedConfiguration(
      configuration: configuration, settings: reader.settings,
      warnings: inOrder(reader.warnings) + reader.environment.warnings())
  }

  private mutating func configuration(_ document: Setting) -> Configuration {
    var configuration = Configuration()
    var given = members(
      document, of: "the top level", keys: ConfigurationTable.top.map(\.name),
      others: [ConfigurationTable.listOfRuntimes])
    let list = given.removeValue(forKey: ConfigurationTable.listOfRuntimes)
    fill(&configuration, from: given, keys: ConfigurationTable.top, prefixes: ["MUSTER_"]) { $0 }
    checkRetention(configuration.audit)
    configuration.runtimes = runtimes(list)
    return configuration
  }

  /// `audit.short_retention` decides which values `audit.retention` may have.
  private mutating func checkRetention(_ audit: Configuration.Audit) {
    guard audit.retention < AuditTrail.shortestRetention, audit.shortRetention == .refused else { return }
    let origin = settings.last { $0.key == "audit.retention" }?.origin
    if origin == nil { return }
    refuse(
      origin,
      "'audit.retention' is less than 180d; allowed: at least 180d, or less together with audit.short_retention: allowed"
    )
  }

  private mutating func runtimes(_ list: Setting?) -> [Configuration.Runtime] {
    var items: [Setting] = []
    switch list?.content {
    case .list(let found): items = found
    case nil, .nothing: break
    case .text, .mapping:
      refuse(list, "'runtimes' is \(list?.shown ?? ""); allowed: a list, each item beginning with '- id: '")
      return []
    }
    if items.isEmpty, environment.setsRuntimes {
      // A container may have no file: the variables of runtime 0 define one.
      items = [Setting(content: .mapping([]), origin: .environment(EnvironmentOverrides.prefix(ofRuntime: "0") + "…"))]
    }
    if items.isEmpty {
      refuse(list, "'runtimes' is empty; one is required (see 'muster config example')")
    }
    var runtimes: [Configuration.Runtime] = []
    for (index, item) in items.enumerated() {
      let runtime = runtime(item, index: index)
      if !runtime.id.isEmpty, runtimes.contains(where: { $0.id == runtime.id }) {
        refuse(item, "two runtimes have the id '\(runtime.id)'")
      }
      runtimes.append(runtime)
    }
    return runtimes
  }

  private mutating func runtime(_ item: Setting, index: Int) -> Configuration.Runtime {
    var prefixes = [EnvironmentOverrides.prefix(ofRuntime: String(index))]
    var label = String(index)
    if case .text(let id) = item.member("id")?.content {
      label = id
      if EnvironmentOverrides.prefix(ofRuntime: id) != prefixes[0] {
        prefixes.append(EnvironmentOverrides.prefix(ofRuntime: id))
      }
    }
    let kind = kind(of: item, prefixes: prefixes)
    let isStarted = kind.map { self.isStarted($0, item, prefixes: prefixes) } ?? false
    let keys = kind.map { RuntimeTable.keys(of: $0, isStarted: isStarted) } ?? RuntimeTable.keysOfAllKinds
    // Of an unknown kind, what else it should have is not known either.
    let place = kind.map { "a runtime of kind \($0.rawValue)" }
    let given =
      place.map { members(item, of: $0, keys: keys.map(\.name), others: []) }
      ?? Dictionary(keys.compactMap { key in item.member(key.name).map { (key.name, $0) } }) { first, _ in first }
    var runtime = Configuration.Runtime()
    fill(&runtime, from: given, keys: keys, prefixes: prefixes, place: item.origin) {
      "runtimes.\(label).\($0)"
    }
    checkSecrets(of: runtime, item)
    checkKeys(of: runtime, item)
    return runtime
  }

  private mutating func checkKeys(of runtime: Configuration.Runtime, _ item: Setting) {
    guard runtime.kind == .process else { return }
    let commands =
      [("'command'", runtime.command)]
      + runtime.profiles.sorted { $0.key < $1.key }.map { ("the profile '\($0.key)'", $0.value) }
    for (name, command) in commands where !command.isEmpty {
      guard !(command + runtime.environment.values).contains(where: { $0.contains("{key}") }) else { continue }
      // vLLM gets its key in any case.
      let isCommand = command == runtime.command
      guard (isCommand ? runtime.profile : nil) ?? ServerProfile(command: command) != .vllm else { continue }
      warnings.append(
        ConfigurationProblem(
          origin: item.origin,
          message: "\(name) and 'environment' lack {key}: any program on this machine can use the model and bypass "
            + "Muster"))
    }
  }

  private mutating func checkSecrets(of runtime: Configuration.Runtime, _ item: Setting) {
    for source in runtime.apiKeys {
      do {
        _ = try source.read(variables)
      } catch {
        refuse(item.member("api_key") ?? item, "'api_key' \(error.message)")
      }
    }
  }

  /// Decides which keys the runtime has. `nil`: there is no such kind, which is refused when the key is read.
  private mutating func kind(of item: Setting, prefixes: [String]) -> Configuration.Runtime.Kind? {
    let override = try? environment.setting(for: RuntimeTable.kind, prefixes: prefixes)
    guard let given = override ?? item.member(RuntimeTable.kind.name) else { return .process }
    guard case .text(let text) = given.content else { return nil }
    return Configuration.Runtime.Kind(rawValue: text)
  }

  /// Whether Muster starts a runtime of a kind that can be attached, too.
  private mutating func isStarted(_ kind: Configuration.Runtime.Kind, _ item: Setting, prefixes: [String]) -> Bool {
    guard kind.canBeStarted, kind.canBeAttached else { return kind.canBeStarted }
    let given = RuntimeTable.decidingKeys.filter { key in
      item.member(key.name) != nil || (try? environment.setting(for: key, prefixes: prefixes)) != nil
    }
    return !given.isEmpty && !given.contains { $0.name == "url" }
  }

  /// The settings of `group` by their dotted names. Records unknown keys as problems.
  private mutating func members(
    _ group: Setting, of place: String, keys: [String], others: [String]
  ) -> [String: Setting] {
    guard case .mapping(let members) = group.content else {
      if group.content != .nothing { refuse(group, "\(place) is \(group.shown); allowed: keys and their values") }
      return [:]
    }
    var found: [String: Setting] = [:]
    var allowed: [String] = []
    for name in keys + others {
      let first = String(name.prefix { $0 != "." })
      if !allowed.contains(first) { allowed.append(first) }
    }
    for member in members {
      let inner = keys.filter { $0.hasPrefix(member.key + ".") }.map { String($0.dropFirst(member.key.count + 1)) }
      if !inner.isEmpty {
        for (name, setting) in self.members(member.value, of: "'\(member.key)'", keys: inner, others: []) {
          found["\(member.key).\(name)"] = setting
        }
      } else if allowed.contains(member.key) {
        found[member.key] = member.value
      } else {
        let guess = Spelling.nearest(to: member.key, in: allowed).map { ". Did you mean '\($0)'?" } ?? ""
        let list = allowed.joined(separator: ", ")
        problems.append(
          ConfigurationProblem(
            origin: member.keyOrigin, message: "unknown key '\(member.key)' in \(place); allowed: \(list)\(guess)"))
      }
    }
    return found
  }

  private mutating func fill<Subject>(
    _ subject: inout Subject, from given: [String: Setting], keys: [ConfigurationKey<Subject>], prefixes: [String],
    place: SettingOrigin? = nil, label: (String) -> String
  ) {
    for key in keys {
      do throws(ConfigurationRefusal) {
        let override = try environment.setting(for: key, prefixes: prefixes)
        let standard = try Self.standard(key)
        guard let setting = override ?? given[key.name] ?? standard else {
          refuse(place, "'\(key.name)' is missing; allowed: \(key.allowed)")
          continue
        }
        store(setting, key, in: &subject, label: label(key.name))
      } catch {
        problems += error.problems
      }
    }
  }

  private mutating func store<Subject>(
    _ setting: Setting, _ key: ConfigurationKey<Subject>, in subject: inout Subject, label: String
  ) {
    do {
      let stored = try key.store(setting, base, in: &subject)
      settings.append(EffectiveSetting(key: label, value: stored.shown, origin: setting.origin))
      warnings += stored.warnings.map { ConfigurationProblem(origin: setting.origin, message: "'\(key.name)' \($0)") }
    } catch {
      refuse(setting, "'\(key.name)' \(error.message); allowed: \(key.allowed)")
    }
  }

  private static func standard<Subject>(
    _ key: ConfigurationKey<Subject>
  ) throws(ConfigurationRefusal) -> Setting? {
    guard let text = key.standard else { return nil }
    guard key.isStructured else { return Setting(content: .text(text), origin: .standard) }
    var setting = try ConfigurationDocument.parse(text, name: key.name)
    setting.origin = .standard
    return setting
  }

  private mutating func refuse(_ setting: Setting?, _ message: String) { refuse(setting?.origin, message) }

  private mutating func refuse(_ origin: SettingOrigin?, _ message: String) {
    problems.append(ConfigurationProblem(origin: origin, message: message))
  }

  /// By line. Problems that are not in a file come last.
  private static func inOrder(_ problems: [ConfigurationProblem]) -> [ConfigurationProblem] {
    func line(_ problem: ConfigurationProblem) -> Int {
      if case .file(_, let line) = problem.origin { line } else { Int.max }
    }
    return problems.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }
      .map(\.element)
  }
}
