/// The environment variables that override the configuration.
struct EnvironmentOverrides {
  private let variables: [String: String]
  /// The variables that belong to a key.
  private var recognized: Set<String> = []
  /// All possible variables, to suggest one for a mistyped name.
  private var known: Set<String> = []

  init(_ environment: [String: String]) {
    variables = environment.filter {
      $0.key.hasPrefix("MUSTER_") && !ConfigurationTable.otherVariables.contains($0.key)
        && !$0.key.hasPrefix(RuntimeForm.keyVariablePrefix)
    }
  }

  var setsRuntimes: Bool {
    let prefix = Self.prefix(ofRuntime: "0")
    return variables.keys.contains { $0.hasPrefix(prefix) }
  }

  static func prefix(ofRuntime name: String) -> String {
    "MUSTER_RUNTIMES_\(ConfigurationTable.variablePart(name))_"
  }

  /// The value for `key`, under any of the prefixes.
  ///
  /// - Throws: `ConfigurationRefusal` when two variables set it, or its YAML is invalid.
  mutating func setting<Subject>(
    for key: ConfigurationKey<Subject>, prefixes: [String]
  ) throws(ConfigurationRefusal) -> Setting? {
    let names = prefixes.map { $0 + key.variableSuffix }
    known.formUnion(names)
    let given = Set(names).intersection(variables.keys).sorted()
    recognized.formUnion(given)
    guard let name = given.first, let text = variables[name] else { return nil }
    if given.count > 1 {
      throw ConfigurationRefusal(problems: [
        ConfigurationProblem(origin: .environment(name), message: "\(given[1]) sets the same key; keep one")
      ])
    }
    if key.isStructured { return try ConfigurationDocument.parse(text, variable: name) }
    return Setting(content: text.isEmpty ? .nothing : .text(text), origin: .environment(name))
  }

  /// Warnings for variables that resemble a key's, but belong to none. Others are ignored, because orchestrators set
  /// variables that begin with a service's name.
  func warnings() -> [ConfigurationProblem] {
    variables.keys.filter { !recognized.contains($0) }.sorted().compactMap { name in
      let guess = Self.nearest(to: name, in: known)
      let isMeant = ["MUSTER_RUNTIMES_", "MUSTER_LIMITS_", "MUSTER_BACKUPS_"].contains { name.hasPrefix($0) }
      guard guess != nil || isMeant else { return nil }
      let advice = guess.map { "did you mean \($0)?" } ?? "there is no such key"
      return ConfigurationProblem(origin: .environment(name), message: "unknown variable, ignored; \(advice)")
    }
  }

  private static func nearest(to name: String, in known: Set<String>) -> String? {
    let prefix = "MUSTER_"
    return Spelling.nearest(
      to: String(name.dropFirst(prefix.count)), in: known.sorted().map { String($0.dropFirst(prefix.count)) }
    ).map { prefix + $0 }
  }
}

/// Suggests a name for a mistyped one.
enum Spelling {
  /// The name in `known` that is nearest to `word`, unless the distance is too large.
  static func nearest(to word: String, in known: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = known.map { (word: $0, distance: distance(word, $0)) }
    return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// The Damerau-Levenshtein distance (optimal string alignment).
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var best = min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, older[column - 1] + 1)
        }
        current.append(best)
      }
      (older, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
