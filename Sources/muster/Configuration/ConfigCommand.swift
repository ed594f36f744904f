import ArgumentParser
import Domain

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check a configuration, or write one to begin with.",
    subcommands: [Check.self, Example.self])
}

extension ConfigCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the configuration that is in force, and who said each value.",
      discussion: """
        Reads the file and the environment as 'muster serve' would. Everything that is wrong is named, with file and \
        line, and the exit code is 2.

          muster config check --config muster.yaml
        """)

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      do {
        let loaded = try file.load()
        if output.json {
          print(
            JSON.object([
              "settings": .array(loaded.settings.map(\.json)), "warnings": .array(loaded.doubts.map(\.json)),
            ]).serialized())
        } else {
          output.show(Self.table(loaded.settings))
          for doubt in loaded.doubts { Terminal.complain("warning: \(doubt)") }
        }
      } catch {
        if output.json { print(JSON.object(["problems": .array(error.problems.map(\.json))]).serialized()) }
        throw error
      }
    }

    static func table(_ settings: [EffectiveSetting]) -> TextTable {
      TextTable(
        columns: [.fixed("KEY"), .flexible("VALUE"), .fixed("FROM")],
        rows: settings.map { [Cell($0.key), Cell($0.value.string ?? $0.value.serialized()), Cell("\($0.origin)")] })
    }
  }

  struct Example: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a configuration to begin with, every key explained.",
      discussion: """
          muster config example > muster.yaml
        """)

    @Option(help: ArgumentHelp("The llama-server to start models with.", valueName: "path"), completion: .file())
    var program: String?

    @Option(help: ArgumentHelp("What all loaded models may take together, e.g. 16GiB.", valueName: "size"))
    var memory: String?

    func validate() throws {
      if let memory, ByteCount.bytes(memory) == nil {
        throw ValidationError("'\(memory)' is not \(ByteCount.allowed).")
      }
    }

    func run() { print(ConfigurationExample.text(program: program, memory: memory), terminator: "") }
  }
}

extension EffectiveSetting {
  var json: JSON {
    .object(JSON.Object([(key: "key", value: .string(key)), (key: "value", value: value)] + origin.json))
  }
}

extension ConfigurationProblem {
  var json: JSON { .object(JSON.Object([(key: "message", value: .string(message))] + (origin?.json ?? []))) }
}

extension SettingOrigin {
  fileprivate var json: [(key: String, value: JSON)] {
    switch self {
    case .standard: [(key: "from", value: "default")]
    case .file(let name, let line):
      [(key: "from", value: "file"), (key: "file", value: .string(name)), (key: "line", value: .int(line))]
    case .environment(let variable): [(key: "from", value: "environment"), (key: "variable", value: .string(variable))]
    }
  }
}

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
