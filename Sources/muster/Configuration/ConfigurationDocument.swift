import Yams

/// Parses the YAML text of a configuration into settings with line numbers.
enum ConfigurationDocument {
  /// - Parameter name: the file's name in messages.
  /// - Throws: `ConfigurationRefusal` when the text is not YAML, or has a key twice. It has no other problems, because the
  ///   rest cannot be read reliably.
  static func parse(_ yaml: String, name: String) throws(ConfigurationRefusal) -> Setting {
    try compose(yaml) { .file(name, line: $0) }
  }

  /// Parses an environment variable whose value is a list or a mapping in YAML.
  static func parse(_ yaml: String, variable: String) throws(ConfigurationRefusal) -> Setting {
    try compose(yaml) { _ in .environment(variable) }
  }

  private static func compose(
    _ yaml: String, _ origin: (Int) -> SettingOrigin
  ) throws(ConfigurationRefusal) -> Setting {
    do {
      guard let root = try Yams.compose(yaml: yaml) else { return Setting(content: .nothing, origin: origin(1)) }
      return setting(root, origin)
    } catch let error as YamlError {
      let (line, message) = explanation(error, of: yaml)
      throw ConfigurationRefusal(problems: [ConfigurationProblem(origin: origin(line), message: message)])
    } catch {
      throw ConfigurationRefusal(problems: [ConfigurationProblem(origin: origin(1), message: "\(error)")])
    }
  }

  private static func setting(_ node: Node, _ origin: (Int) -> SettingOrigin) -> Setting {
    let place = origin(node.mark?.line ?? 1)
    switch node {
    case .scalar(let scalar):
      let isNothing = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
      return Setting(content: isNothing ? .nothing : .text(scalar.string), origin: place)
    case .sequence(let sequence):
      return Setting(content: .list(sequence.map { setting($0, origin) }), origin: place)
    case .mapping(let mapping):
      let members = mapping.map { key, value in
        Setting.Member(
          key: key.scalar?.string ?? "?", keyOrigin: origin(key.mark?.line ?? 1), value: setting(value, origin))
      }
      return Setting(content: .mapping(members), origin: place)
    case .alias:
      return Setting(content: .nothing, origin: place)
    }
  }

  private static func explanation(_ error: YamlError, of yaml: String) -> (line: Int, message: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, "invalid YAML: \(problem)\(hint(yaml, line: mark.line))")
    case .reader(let problem, let offset, _, _):
      (yaml.prefix(offset ?? 0).count { $0.isNewline } + 1, "invalid YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      repeated(keys.first ?? "", firstAt: context.mark, of: yaml)
    default: (1, "invalid YAML: \(error)")
    }
  }

  /// A hint for two common mistakes.
  private static func hint(_ yaml: String, line: Int) -> String {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let around = lines.indices.filter { abs($0 - (line - 1)) <= 1 }.map { lines[$0] }
    if around.contains(where: { $0.contains("[::") && !$0.contains("\"[::") }) {
      return " (an IPv6 address needs quotes: \"[::1]:8080\")"
    }
    if around.contains(where: { $0.contains("\t") }) { return " (indent with spaces, not tabs)" }
    return ""
  }

  /// Yams reports only the first place of the key. The duplicate is further down in the same column.
  private static func repeated(_ key: String, firstAt mark: Mark, of yaml: String) -> (line: Int, message: String) {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let again = lines.indices.dropFirst(mark.line).first { index in
      let rest = lines[index].dropFirst(mark.column - 1)
      return rest.hasPrefix(key) && rest.dropFirst(key.count).drop(while: { $0 == " " }).hasPrefix(":")
    }
    guard let again else { return (mark.line, "'\(key)' is given more than once; keep one") }
    return (again + 1, "'\(key)' is given more than once (first in line \(mark.line)); keep one")
  }
}

/// The source of a value of the configuration.
enum SettingOrigin: Equatable, Sendable, CustomStringConvertible {
  case standard
  case file(String, line: Int)
  case environment(String)

  var description: String {
    switch self {
    case .standard: "default"
    case .file(let name, let line): "\(name):\(line)"
    case .environment(let variable): "environment \(variable)"
    }
  }
}

/// One value as written, before it is read as its key's kind.
struct Setting: Equatable, Sendable {
  indirect enum Content: Equatable, Sendable {
    /// A key without a value.
    case nothing
    case text(String)
    case list([Setting])
    case mapping([Member])
  }

  /// A member of a mapping.
  func member(_ key: String) -> Setting? {
    guard case .mapping(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  struct Member: Equatable, Sendable {
    var key: String
    var keyOrigin: SettingOrigin
    var value: Setting
  }

  var content: Content
  var origin: SettingOrigin

  /// The value in messages.
  var shown: String {
    switch content {
    case .nothing: "empty"
    case .text(let text): text.isEmpty ? "empty" : "'\(text)'"
    case .list: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// A problem of the configuration, and its place.
struct ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
  /// `nil` for a missing value.
  var origin: SettingOrigin?
  var message: String

  var description: String {
    switch origin {
    case nil, .standard: message
    case .file(let name, let line): "\(name):\(line): \(message)"
    case .environment(let variable): "\(variable): \(message)"
    }
  }
}

/// All problems of an invalid configuration, in the order of the file.
struct ConfigurationRefusal: Error, Equatable, Sendable {
  var problems: [ConfigurationProblem]
}
