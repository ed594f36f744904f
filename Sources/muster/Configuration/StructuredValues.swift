import Domain
import Foundation
import Server

extension ValueKind where Value == [String] {
  /// The program and arguments that start one model, with placeholders.
  static var command: Self { command(["{file}", "{port}"], "with {file} and {port} among them, and {key}") }

  /// The port is added by Muster.
  static var vllmCommand: Self { command(["{file}"], "with {file} among them") }

  private static func command(_ required: [String], _ note: String) -> Self {
    Self(allowed: "a list of a program and its arguments \(note)", isStructured: true) {
      setting, base throws(UnacceptableValue) in
      try read(setting, base, required: required)
    } show: { arguments in
      .array(arguments.map(JSON.string))
    } warnings: { arguments in
      warnings(about: arguments)
    }
  }

  /// The program and arguments of a router.
  static var routerCommand: Self {
    Self(
      allowed: "a list of a program and its arguments, without those that Muster adds and those for one model",
      isStructured: true
    ) { setting, base throws(UnacceptableValue) in
      let words = try words(of: setting, base)
      if let word = RouterArguments.refused(in: words) {
        throw UnacceptableValue("has \(word), which is for Muster to say")
      }
      return words
    } show: { words in
      .array(words.map(JSON.string))
    }
  }

  fileprivate static func read(
    _ setting: Setting, _ base: PathBase, required: [String]
  ) throws(UnacceptableValue) -> [String] {
    let arguments = try words(of: setting, base)
    for place in required where !arguments.contains(where: { $0.contains(place) }) {
      throw UnacceptableValue("lacks \(place)")
    }
    if let problem = ContainerCommand(arguments)?.problem { throw UnacceptableValue(problem) }
    return arguments
  }

  private static func words(of setting: Setting, _ base: PathBase) throws(UnacceptableValue) -> [String] {
    guard case .list(let items) = setting.content, let program = items.first else {
      throw UnacceptableValue(setting)
    }
    var arguments: [String] = []
    for item in items {
      guard case .text(let argument) = item.content else {
        throw UnacceptableValue("contains \(item.shown); quote arguments that have a meaning in YAML")
      }
      arguments.append(argument)
    }
    guard !arguments[0].isEmpty else { throw UnacceptableValue(program) }
    // A name without a slash is searched on PATH; others are paths like all paths of the configuration.
    if arguments[0].contains("/") { arguments[0] = base.absolute(arguments[0]) }
    return arguments
  }

  fileprivate static func warnings(about arguments: [String]) -> [String] {
    arguments.filter { argument in
      argument.first == "{" && argument.last == "}" && argument.dropFirst().dropLast().allSatisfy(\.isLetter)
        && !["{file}", "{port}", "{key}", "{model}"].contains(argument)
    }.map { "has \($0), which is not a placeholder; placeholders are {file}, {port} and {key}" }
  }
}

extension ValueKind where Value == [String: [String]] {
  /// Commands by their names.
  static var profiles: Self {
    Self(
      allowed: "names of 1 to 64 letters, digits, - and _, each with a list like that of command", isStructured: true
    ) { setting, base throws(UnacceptableValue) in
      guard case .mapping(let members) = setting.content else { throw UnacceptableValue(setting) }
      var profiles: [String: [String]] = [:]
      for member in members {
        guard LaunchChoices.isProfileName(member.key) else {
          throw UnacceptableValue("has the invalid name '\(member.key)'")
        }
        do throws(UnacceptableValue) {
          profiles[member.key] = try ValueKind<[String]>.read(member.value, base, required: ["{file}", "{port}"])
        } catch {
          throw UnacceptableValue("has '\(member.key)', which \(error.message)")
        }
      }
      return profiles
    } show: { profiles in
      .object(
        JSON.Object(
          profiles.sorted { $0.key < $1.key }.map { (key: $0.key, value: .array($0.value.map(JSON.string))) }))
    } warnings: { profiles in
      profiles.sorted { $0.key < $1.key }.flatMap { name, words in
        ValueKind<[String]>.warnings(about: words).map { "has '\(name)', which \($0)" }
      }
    }
  }
}

extension ValueKind where Value == [String: String] {
  /// Variables for a model's process.
  static var variables: Self {
    Self(allowed: "variables such as {OMP_WAIT_POLICY: passive}", isStructured: true) {
      setting, _ throws(UnacceptableValue) in
      guard case .mapping(let members) = setting.content else { throw UnacceptableValue(setting) }
      var variables: [String: String] = [:]
      for member in members {
        guard !member.key.isEmpty, !member.key.contains("="), !member.key.contains("\0") else {
          throw UnacceptableValue("has the invalid variable name '\(member.key)'")
        }
        switch member.value.content {
        case .text(let text): variables[member.key] = text
        case .nothing: variables[member.key] = ""
        case .list, .mapping: throw UnacceptableValue("sets \(member.key) to \(member.value.shown)")
        }
      }
      return variables
    } show: { variables in
      let shown = variables.sorted { $0.key < $1.key }.map { name, value in
        (key: name, value: JSON.string(isSecret(name) ? "(hidden)" : value))
      }
      return .object(JSON.Object(shown))
    }
  }

  /// Whether to hide the value when the configuration is shown.
  private static func isSecret(_ name: String) -> Bool {
    ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"].contains { name.uppercased().contains($0) }
  }
}

extension ValueKind where Value == [TrustedProxies.Network] {
  /// Addresses, and networks in the notation `10.0.0.0/8`.
  static var networks: Self {
    Self(allowed: "a list of addresses and networks such as [127.0.0.1, 10.0.0.0/8, \"::1\"]", isStructured: true) {
      setting, _ throws(UnacceptableValue) in
      guard case .list(let items) = setting.content else { throw UnacceptableValue(setting) }
      var networks: [TrustedProxies.Network] = []
      for item in items {
        guard case .text(let text) = item.content, let network = TrustedProxies.Network(text) else {
          throw UnacceptableValue("contains \(item.shown)")
        }
        networks.append(network)
      }
      return networks
    } show: { networks in
      .array(networks.map { .string($0.text) })
    }
  }
}

extension ValueKind where Value == BasePath {
  static var basePath: Self {
    Self(
      allowed:
        "a path of letters, digits and -._~ such as /muster, not beginning with /api, /v1, /assets, /health or /openai"
    ) { setting, _ throws(UnacceptableValue) in
      guard let path = BasePath(try setting.text()) else { throw UnacceptableValue(setting) }
      return path
    } show: {
      .string($0.description.isEmpty ? "/" : $0.description)
    }
  }
}

extension ValueKind where Value == [AllowedOrigins.Pattern] {
  static var origins: Self {
    Self(
      allowed: "a list of origins (scheme, host and port) such as [https://chat.example.org, \"http://localhost:3000\"]"
        + ", or [\"*\"]", isStructured: true
    ) { setting, _ throws(UnacceptableValue) in
      guard case .list(let items) = setting.content else { throw UnacceptableValue(setting) }
      var patterns: [AllowedOrigins.Pattern] = []
      for item in items {
        guard case .text(let text) = item.content, let pattern = AllowedOrigins.Pattern(text) else {
          throw UnacceptableValue("contains \(item.shown)")
        }
        patterns.append(pattern)
      }
      return patterns
    } show: { patterns in
      .array(patterns.map { .string($0.text) })
    }
  }
}

extension ValueKind where Value == String {
  /// The address of a server's API, without a slash at the end.
  static var baseURL: Self {
    Self(allowed: "a URL such as http://127.0.0.1:11434 or https://example.org/v1, without user, query and fragment") {
      setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
        url.host?.isEmpty == false, url.query == nil, url.fragment == nil
      else { throw UnacceptableValue(setting) }
      // Not shown: it may be a password.
      guard url.user == nil, url.password == nil else {
        throw UnacceptableValue("contains a user or a password; give secrets by api_key")
      }
      return String(text[..<(text.lastIndex { $0 != "/" }.map(text.index(after:)) ?? text.endIndex)])
    } show: {
      .string($0)
    }
  }
}

extension ValueKind where Value == [Configuration.Runtime.SecretSource] {
  /// One source or a list of them.
  static var secrets: Self {
    Self(
      allowed: "{env: NAME} or {file: PATH}, a list of these, or none", isStructured: true
    ) { setting, base throws(UnacceptableValue) in
      if case .list(let items) = setting.content {
        var sources: [Configuration.Runtime.SecretSource] = []
        for item in items { sources.append(try source(item, base)) }
        return sources
      }
      if case .text("none") = setting.content { return [] }
      return [try source(setting, base)]
    } show: { sources in
      let shown = sources.map { source -> JSON in
        switch source {
        case .variable(let name): ["env": .string(name)]
        case .file(let path): ["file": .string(path)]
        }
      }
      return shown.count == 1 ? shown[0] : shown.isEmpty ? "none" : .array(shown)
    }
  }

  private static func source(
    _ setting: Setting, _ base: PathBase
  ) throws(UnacceptableValue) -> Configuration.Runtime.SecretSource {
    guard case .mapping(let members) = setting.content, members.count == 1, let member = members.first,
      case .text(let text) = member.value.content, !text.isEmpty
    else {
      // Not shown: it may be the secret.
      throw UnacceptableValue("is not the place of a secret")
    }
    switch member.key {
    case "env": return .variable(text)
    case "file": return .file(base.absolute(text))
    default: throw UnacceptableValue("has the unknown key '\(member.key)'")
    }
  }
}

extension Configuration.Runtime.SecretSource {
  /// - Throws: `UnacceptableValue` if there is no secret.
  func read(_ variables: [String: String]) throws(UnacceptableValue) -> String {
    switch self {
    case .variable(let name):
      guard let secret = variables[name], !secret.isEmpty else {
        throw UnacceptableValue("names the environment variable \(name), which is not set")
      }
      return secret
    case .file(let path):
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw UnacceptableValue("names the file \(path), which cannot be read")
      }
      let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
      guard !secret.isEmpty, !secret.contains(where: \.isNewline) else {
        throw UnacceptableValue("names the file \(path), which must hold one line, the secret")
      }
      return secret
    }
  }
}

extension ValueKind where Value == [String] {
  /// Names, where * matches any characters.
  static var patterns: Self {
    Self(allowed: "a list of names such as [gpt-5-mini, \"llama-*\"]", isStructured: true) {
      setting, _ throws(UnacceptableValue) in
      guard case .list(let items) = setting.content, !items.isEmpty else { throw UnacceptableValue(setting) }
      var patterns: [String] = []
      for item in items {
        guard case .text(let text) = item.content, !text.isEmpty else {
          throw UnacceptableValue("contains \(item.shown)")
        }
        patterns.append(text)
      }
      return patterns
    } show: { patterns in
      .array(patterns.map(JSON.string))
    }
  }
}
