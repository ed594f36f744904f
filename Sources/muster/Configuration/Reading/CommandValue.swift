import Domain

extension ValueKind where Value == [String] {
  /// The program and arguments that start one model, with places to fill in.
  static var command: Self {
    Self(
      allowed: "a list of a program and its arguments with {file} and {port} among them, and {key}",
      isStructured: true
    ) { setting, base throws(UnacceptableValue) in
      guard case .list(let items) = setting.content, let program = items.first else {
        throw UnacceptableValue(setting)
      }
      var words: [String] = []
      for item in items {
        guard case .text(let word) = item.content else {
          throw UnacceptableValue("has \(item.shown) among its words (quote what YAML would take for its own)")
        }
        words.append(word)
      }
      guard !words[0].isEmpty else { throw UnacceptableValue(program) }
      for place in ["{file}", "{port}"] where !words.contains(where: { $0.contains(place) }) {
        throw UnacceptableValue("lacks \(place)")
      }
      // A bare name is looked for on PATH; anything with a slash is a path like all others here.
      if words[0].contains("/") { words[0] = base.absolute(words[0]) }
      return words
    } show: { words in
      .array(words.map(JSON.string))
    } doubts: { words in
      var doubts: [String] = []
      for word in words
      where word.first == "{" && word.last == "}" && word.dropFirst().dropLast().allSatisfy(\.isLetter) {
        if !["{file}", "{port}", "{key}"].contains(word) {
          doubts.append("has \(word), which is passed on as it stands; filled in are {file}, {port} and {key}")
        }
      }
      return doubts
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
          throw UnacceptableValue("names a variable '\(member.key)'")
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

  /// What a configuration that is shown to somebody should not give away.
  private static func isSecret(_ name: String) -> Bool {
    ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"].contains { name.uppercased().contains($0) }
  }
}
