/// The environment variables that speak about the configuration, and which of them were understood.
struct EnvironmentOverrides {
  private let variables: [String: String]
  private var understood: Set<String> = []
  /// Every variable that could have been set, for guessing what a mistyped one was meant to be.
  private var known: Set<String> = []

  init(_ environment: [String: String]) {
    variables = environment.filter {
      $0.key.hasPrefix("MUSTER_") && !ConfigurationTable.otherVariables.contains($0.key)
    }
  }

  var speaksOfRuntimes: Bool {
    let prefix = Self.prefix(ofRuntime: "0")
    return variables.keys.contains { $0.hasPrefix(prefix) }
  }

  static func prefix(ofRuntime name: String) -> String {
    "MUSTER_RUNTIMES_\(ConfigurationTable.variablePart(name))_"
  }

  /// What the environment says about `key`, under any of the prefixes.
  ///
  /// - Throws: `ConfigurationRefusal` when it says it twice, or says no YAML where YAML is needed.
  mutating func setting<Subject>(
    for key: ConfigurationKey<Subject>, prefixes: [String]
  ) throws(ConfigurationRefusal) -> Setting? {
    let names = prefixes.map { $0 + key.variableSuffix }
    known.formUnion(names)
    let given = Set(names).intersection(variables.keys).sorted()
    understood.formUnion(given)
    guard let name = given.first, let text = variables[name] else { return nil }
    if given.count > 1 {
      throw ConfigurationRefusal(problems: [
        ConfigurationProblem(origin: .environment(name), message: "\(given[1]) means the same; keep one")
      ])
    }
    if key.isStructured { return try ConfigurationDocument.parse(text, variable: name) }
    return Setting(content: text.isEmpty ? .nothing : .text(text), origin: .environment(name))
  }

  /// Variables that look as if they were meant for the configuration, but stand for no key.
  ///
  /// Only those: orchestrators set variables of their own that begin with a service's name.
  func doubts() -> [ConfigurationProblem] {
    variables.keys.filter { !understood.contains($0) }.sorted().compactMap { name in
      let guess = Self.nearest(to: name, in: known)
      let isMeant = ["MUSTER_RUNTIMES_", "MUSTER_LIMITS_", "MUSTER_BACKUPS_"].contains { name.hasPrefix($0) }
      guard guess != nil || isMeant else { return nil }
      let advice = guess.map { "did you mean \($0)?" } ?? "there is no such key"
      return ConfigurationProblem(origin: .environment(name), message: "not understood and ignored; \(advice)")
    }
  }

  private static func nearest(to name: String, in known: Set<String>) -> String? {
    let prefix = "MUSTER_"
    return Spelling.nearest(
      to: String(name.dropFirst(prefix.count)), in: known.sorted().map { String($0.dropFirst(prefix.count)) }
    ).map { prefix + $0 }
  }
}

/// Guesses what a mistyped word was meant to be.
enum Spelling {
  /// The word of `known` that is nearest to `word`, if it is near enough to be meant.
  static func nearest(to word: String, in known: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = known.map { (word: $0, distance: distance(word, $0)) }
    return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// Letters to insert, delete or replace, or neighbours to swap, to turn one word into the other.
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
