/// What of a command nobody may read.
package enum CommandSecrets {
  package static let mask = "•••"
  private static let names: Set<String> = ["key", "token", "secret", "password"]
  /// Tokens of a vocabulary are no secrets.
  private static let vocabulary: Set<String> = ["bos", "eos", "eot", "pad", "sep", "unk"]

  /// The words without the values that a secret's argument has; placeholders stay.
  package static func masked(_ words: [String]) -> [String] {
    var hidesNext = false
    return words.map { word in
      defer { hidesNext = LaunchArguments.isFlag(word) && !word.contains("=") && isSecret(word) }
      if LaunchArguments.isFlag(word) {
        guard let equals = word.firstIndex(of: "="), isSecret(String(word[..<equals])) else { return word }
        return word[...equals] + mask
      }
      return hidesNext && word != "{key}" ? mask : word
    }
  }

  /// The first argument that has a secret as its value, which would stay readable wherever the words are stored.
  package static func argumentWithSecret(in words: [String]) -> String? {
    for (index, word) in words.enumerated() where LaunchArguments.isFlag(word) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard namesSecret(parts[0]) else { continue }
      let next = index + 1 < words.count ? words[index + 1] : ""
      let value = parts.count > 1 ? parts[1] : LaunchArguments.isFlag(next) ? "" : next
      if !value.isEmpty, !value.contains("{key}") { return parts[0] }
    }
    return nil
  }

  private static func isSecret(_ name: String) -> Bool { !names.isDisjoint(with: parts(of: name)) }

  /// `--api-key`, but not `--ssl-key-file`, whose value is a path.
  private static func namesSecret(_ name: String) -> Bool {
    let parts = parts(of: name)
    return parts.last.map(names.contains) == true && vocabulary.isDisjoint(with: parts)
  }

  private static func parts(of name: String) -> [String] {
    name.lowercased().split { "-_".contains($0) }.map(String.init)
  }
}
