import ArgumentParser
import Domain

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Check the configuration, or print an example.",
    subcommands: [Check.self, Example.self])
}

extension ConfigCommand {
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check the configuration, and show the effective values and their sources.",
      discussion: """
        Reads the file and the environment like 'muster serve'. Prints all problems with file and line; the exit code \
        is then 2.

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
              "settings": .array(loaded.settings.map(\.json)), "warnings": .array(loaded.warnings.map(\.json)),
            ]).serialized())
        } else {
          output.show(Self.table(loaded.settings))
          for warning in loaded.warnings { Terminal.writeLine("warning: \(warning)") }
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
      abstract: "Print an example configuration that explains every key.",
      discussion: """
          muster config example > muster.yaml
        """)

    @Option(help: ArgumentHelp("The llama-server that runs models.", valueName: "path"), completion: .file())
    var program: String?

    @Option(help: ArgumentHelp("The memory budget for all loaded models together, such as 16GiB.", valueName: "size"))
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

/// An example configuration that explains every key.
enum ConfigurationExample {
  static let width = 100

  /// - Parameters:
  ///   - program: replaces `llama-server` in the command.
  ///   - memory: replaces the example's budget.
  static func text(program: String? = nil, memory: String? = nil) -> String {
    var lines = comment("Muster's configuration. 'muster config check' shows the effective values and their sources.")
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
    lines +=
      [""] + comment("What runs the models: one or more runtimes. docs/configuration.md lists the kinds.") + [
        "\(ConfigurationTable.listOfRuntimes):"
      ]
    for (index, key) in RuntimeTable.keys(of: .process).enumerated() {
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
    if let standard = key.standard, standard != key.example { note += " Default: \(standard)." }
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

  /// A double-quoted YAML scalar.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
