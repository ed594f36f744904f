/// A configuration to begin with, every key explained.
enum ConfigurationExample {
  static let width = 100

  /// - Parameters:
  ///   - program: stands for `llama-server` in the command.
  ///   - memory: stands for the example's budget.
  static func text(program: String? = nil, memory: String? = nil) -> String {
    var lines = comment("Muster's configuration. 'muster config check' shows what is in force and where it comes from.")
    lines += comment("Relative paths are relative to the folder of this file.")
    var group = ""
    for key in ConfigurationTable.top {
      let parts = key.name.split(separator: ".")
      let outer = parts.count > 1 ? String(parts[0]) : ""
      lines.append("")
      if outer != group, !outer.isEmpty { lines.append("\(outer):") }
      group = outer
      lines += entry(key, named: String(parts[parts.count - 1]), value: key.example, indented: outer.isEmpty ? 0 : 2)
    }
    lines += [""] + comment("For now exactly one runtime.") + ["\(ConfigurationTable.listOfRuntimes):"]
    for (index, key) in ConfigurationTable.runtime.enumerated() {
      var value = key.example
      if key.name == "memory", let memory { value = memory }
      if key.name == "command", let program { value = value.replacing("[llama-server", with: "[\(quoted(program))") }
      var item = entry(key, named: key.name, value: value, indented: 4)
      if index == 0 {
        item[item.count - 1].replaceSubrange(..<item[0].index(item[0].startIndex, offsetBy: 4), with: "  - ")
      }
      lines += item
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func entry<Subject>(
    _ key: ConfigurationKey<Subject>, named name: String, value: String, indented: Int
  ) -> [String] {
    var note = key.explanation
    if let standard = key.standard, standard != key.example { note += " Without it: \(standard)." }
    let margin = String(repeating: " ", count: indented)
    return comment(note, indented: indented) + ["\(margin)\(name): \(value)"]
  }

  private static func comment(_ text: String, indented: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indented) + "# "
    var lines: [String] = []
    var line = margin
    for word in text.split(separator: " ") {
      if line.count + word.count > width, line.count > margin.count {
        lines.append(line)
        line = margin
      }
      line += line.count > margin.count ? " \(word)" : word
    }
    return lines + [line]
  }

  /// As a double-quoted YAML scalar, which JSON strings are too.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
