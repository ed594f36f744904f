import Yams

/// The YAML text of a configuration as settings that know their lines.
enum ConfigurationDocument {
  /// - Parameter name: how messages call the file.
  /// - Throws: `ConfigurationRefusal` when the text is no YAML, or one group of keys has a key twice. Unlike all others
  ///   these come alone, because nothing after them can be read for certain.
  static func parse(_ yaml: String, name: String) throws(ConfigurationRefusal) -> Setting {
    try compose(yaml) { .file(name, line: $0) }
  }

  /// The value of an environment variable that stands for a list or a group of keys, written as YAML.
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
      (mark.line, "this is not YAML: \(problem)\(hint(yaml, line: mark.line))")
    case .reader(let problem, let offset, _, _):
      (yaml.prefix(offset ?? 0).count { $0.isNewline } + 1, "this is not YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      repeated(keys.first ?? "", firstAt: context.mark, of: yaml)
    default: (1, "this is not YAML: \(error)")
    }
  }

  /// Two values that look right, and that YAML reads as something else.
  private static func hint(_ yaml: String, line: Int) -> String {
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
    let around = lines.indices.filter { abs($0 - (line - 1)) <= 1 }.map { lines[$0] }
    if around.contains(where: { $0.contains("[::") && !$0.contains("\"[::") }) {
      return " (an IPv6 address needs quotes: \"[::1]:8080\")"
    }
    if around.contains(where: { $0.contains("\t") }) { return " (indent with spaces, not tabs)" }
    return ""
  }

  /// Yams names only where the key stands first; the one to delete is further down, in the same column.
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

/// Where a value of the configuration was said.
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

/// One value as it was written, not yet understood.
struct Setting: Equatable, Sendable {
  indirect enum Content: Equatable, Sendable {
    /// A key without a value.
    case nothing
    case text(String)
    case list([Setting])
    case mapping([Member])
  }

  struct Member: Equatable, Sendable {
    var key: String
    var keyOrigin: SettingOrigin
    var value: Setting
  }

  var content: Content
  var origin: SettingOrigin

  /// How a message names a value that is of the wrong shape.
  var shown: String {
    switch content {
    case .nothing: "empty"
    case .text(let text): text.isEmpty ? "empty" : "'\(text)'"
    case .list: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// Something in the configuration that cannot be accepted, and where it stands.
struct ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
  /// `nil` when it stands nowhere: a value that is missing altogether.
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

/// The configuration is refused; every problem that was found, in the order of the file.
struct ConfigurationRefusal: Error, Equatable, Sendable {
  var problems: [ConfigurationProblem]
}
