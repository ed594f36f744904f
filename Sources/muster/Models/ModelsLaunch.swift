import ArgumentParser
import Domain

struct ModelsLaunch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch", abstract: "Show or change how a base model is started.",
    discussion: """
      Without --set, --unset or --clear: shows the settings, the command that the next load runs, and what changed \
      since the model was loaded. A loaded model goes on as it is until it is loaded anew; --reload does that at once, \
      after the running requests. --dry-run stores nothing and shows what would be run.

      Settings: context, gpu_layers, parallel, threads, batch, cache_type_k, cache_type_v, flash_attention, projector, \
      draft_model, lora, chat_template, mode, profile, command, arguments, environment, accept_smaller. The values of \
      lists and maps are JSON.

        muster models launch alpha
        muster models launch alpha --set context=16384 --set parallel=2 --reload
        muster models launch alpha --set 'arguments=["--no-mmap"]' --dry-run
        muster models launch alpha --set profile=long-context
        muster models launch alpha --unset context --reason 'the default is enough'
      """)

  @OptionGroup var model: ModelArgument
  @Option(name: .customLong("set"), help: ArgumentHelp("Change a setting.", valueName: "name=value"))
  var values: [String] = []
  @Option(name: .customLong("unset"), help: ArgumentHelp("Remove a setting.", valueName: "name"))
  var removed: [String] = []
  @Flag(help: "Remove all settings that are not set in the same command.") var clear = false
  @Flag(help: "Show what would be run and restarted, and store nothing.") var dryRun = false
  @Flag(help: "Load the model anew with the settings, after its running requests.") var reload = false
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if dryRun, reload { throw ValidationError("--dry-run changes nothing: leave out --reload.") }
    for text in values where !text.contains("=") {
      throw ValidationError("'\(text)' is no setting: write NAME=VALUE, such as context=16384.")
    }
  }

  private var isChange: Bool { !values.isEmpty || !removed.isEmpty || clear }

  func run() async throws {
    let connection = try server.connection()
    let path = "/api/v1/models/model/launch"
    var report = try await connection.get(path, model.query)
    if isChange {
      let launch = try await changed(on: connection)
      if dryRun {
        report = try await connection.post(
          "\(path)/preview", Query(), ["id": .string(model.id), "launch": .object(launch.settings)])
      } else {
        var form: JSON.Object = [
          "id": .string(model.id), "launch": .object(launch.settings), "revision": .optional(launch.revision),
        ]
        form["reason"] = reason.map(JSON.string)
        _ = try await connection.post(path, Query(), .object(form))
        report = try await connection.get(path, model.query)
      }
    }
    if reload {
      _ = try await connection.post(
        "/api/v1/residency/reload", Query(), ["model": .string(model.id)], within: ServerConnection.longestWait)
      report = try await connection.get(path, model.query)
    }
    output.show(report, text: LaunchText(report, isDryRun: dryRun && isChange).text)
  }

  /// The stored settings with the changes of this command.
  private func changed(on connection: ServerConnection) async throws -> (settings: JSON.Object, revision: Int?) {
    let stored = try await connection.get("/api/v1/models/model", model.query)
    var settings = clear ? [:] : stored["meta"]?["muster"]?["launch"]?.object ?? [:]
    for name in removed { settings[name] = nil }
    for text in values {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let (name, value) = (String(parts[0]), String(parts[1]))
      settings[name] = Self.value(value, of: name)
    }
    return (settings, stored["revision"]?.int)
  }

  /// Numbers, truth values, lists and maps are JSON, all else is text: a template need not be quoted twice.
  static func value(_ text: String, of name: String) -> JSON {
    let texts: Set<String> = ["profile", "projector", "draft_model", "chat_template", "mode", "flash_attention"]
    if texts.contains(name) { return .string(text) }
    return (try? JSON(parsing: text)) ?? .string(text)
  }
}

/// How a base model is started, for people.
struct LaunchText {
  private let report: JSON
  private let isDryRun: Bool

  init(_ report: JSON, isDryRun: Bool) {
    self.report = report
    self.isDryRun = isDryRun
  }

  var text: String {
    let base = report["base_model"]?.string ?? ""
    var lines: [String] = []
    let settings = report["launch"]?.object ?? [:]
    lines.append(settings.isEmpty ? "\(base) has no launch settings." : "Launch settings of \(base):")
    for (name, value) in settings { lines.append("  \(name): \(Self.value(value))") }
    for runtime in report["runtimes"]?.array ?? [] { lines += Self.lines(of: runtime) }
    if let outcome = report["outcome"]?.object { lines += Self.lines(ofOutcome: outcome) }
    let changes = report["changes"]?.array ?? []
    if changes.isEmpty {
      if isDryRun { lines.append("Nothing was stored. Nothing would restart.") }
    } else {
      lines.append("Changed since \(base) was started:")
      for change in changes {
        lines.append(
          "  \(change["setting"]?.string ?? ""): \(Self.value(change["before"])) → \(Self.value(change["after"]))")
      }
      lines.append(
        isDryRun
          ? "Nothing was stored. \(base) would go on as it is until it is loaded anew (--reload)."
          : "\(base) goes on as it is until it is loaded anew: muster models launch \(base) --reload")
    }
    return lines.joined(separator: "\n")
  }

  private static func lines(of runtime: JSON) -> [String] {
    var lines: [String] = []
    let name = runtime["runtime"]?.string ?? ""
    if let command = runtime["command"]?.array?.compactMap(\.string) {
      lines.append("Command on \(name):")
      lines.append("  " + command.map(quoted).joined(separator: " "))
    }
    for variable in runtime["environment"]?.array ?? [] {
      lines.append("  \(variable["name"]?.string ?? "")=\(quoted(variable["value"]?.string ?? ""))")
    }
    for setting in runtime["unsupported"]?.array ?? [] {
      lines.append("Cannot be set on \(name): \(setting["setting"]?.string ?? "") (\(setting["reason"]?.string ?? ""))")
    }
    for problem in runtime["problems"]?.array?.compactMap(\.string) ?? [] {
      lines.append("Cannot be loaded on \(name): \(problem)")
    }
    let profiles = runtime["profiles"]?.array?.compactMap(\.string) ?? []
    if !profiles.isEmpty { lines.append("Profiles of \(name): \(profiles.joined(separator: ", "))") }
    return lines
  }

  private static func lines(ofOutcome outcome: JSON.Object) -> [String] {
    (outcome["smaller"]?.array ?? []).map { part in
      "Smaller than asked: \(part["setting"]?.string ?? "") \(part["got"]?.int ?? 0) of \(part["asked"]?.int ?? 0)"
    }
  }

  private static func value(_ value: JSON?) -> String {
    guard let value, !value.isNull else { return "-" }
    return value.string ?? value.serialized()
  }

  /// As a shell would take it.
  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:{}=,•+@%".contains($0) }
    return isPlain ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
