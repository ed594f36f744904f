import ArgumentParser
import Domain

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show which models are loaded, which should be, and why.",
    discussion: """
        muster status
        muster status --json | jq '.runtimes[].models[] | select(.state == "failed")'
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let answer = try await connection.get("/api/v1/residency")
    if output.json {
      print(answer.serialized())
      return
    }
    for problem in try await Self.problems(of: connection) { print(DisplayText.sanitized("Problem: \(problem)")) }
    for (index, runtime) in (answer["runtimes"]?.array ?? []).enumerated() {
      if index > 0 { print("") }
      print(DisplayText.sanitized(Self.heading(runtime)))
      if let problem = runtime["problem"]?.string { print(DisplayText.sanitized("Not available: \(problem)")) }
      if let overrun = Self.overrun(runtime) { print(DisplayText.sanitized(overrun)) }
      let models = runtime["models"]?.array ?? []
      if models.isEmpty {
        print("No models. Put a *.gguf file in the models folder, or ask for a model to be shared with you.")
      } else {
        output.show(Self.table(models))
        // A terminal may cut the table's last column, so print the reasons in full.
        for line in Terminal.width == nil ? [] : Self.failures(models) { print(DisplayText.sanitized(line)) }
      }
      for line in Self.outdated(models) + Self.skippedFiles(runtime) { print(DisplayText.sanitized(line)) }
    }
  }

  /// The problems that `GET /health` reports.
  private static func problems(of connection: ServerConnection) async throws -> [String] {
    let health = try await connection.answer(toGet: "/health", Query())
    return (health.refusal?["problems"]?.array ?? []).compactMap(\.string)
  }

  static func heading(_ runtime: JSON) -> String {
    let name = "Runtime \(runtime["id"]?.string ?? "") (\(runtime["kind"]?.string ?? ""))"
    // Only administrators get these.
    guard let used = runtime["used_bytes"]?.int else { return name }
    guard let budget = runtime["budget_bytes"]?.int else {
      return used > 0 ? "\(name): \(ByteCount.approximate(used)) in use" : name
    }
    return "\(name): \(ByteCount.approximate(used)) of \(ByteCount.approximate(budget)) in use"
  }

  /// By how much the memory in use exceeds the budget, and which models took more than expected.
  static func overrun(_ runtime: JSON) -> String? {
    guard let used = runtime["used_bytes"]?.int, let budget = runtime["budget_bytes"]?.int, used > budget else {
      return nil
    }
    let causes = (runtime["models"]?.array ?? []).compactMap { model -> String? in
      guard let bytes = model["bytes"]?.int, let expected = model["expected_bytes"]?.int, bytes > expected else {
        return nil
      }
      return "\(model["base_model"]?.string ?? "") took \(ByteCount.approximate(bytes)); "
        + "\(ByteCount.approximate(expected)) was expected."
    }
    return
      (["\(ByteCount.approximate(used - budget)) over budget."] + causes
      + ["Deactivate or unload a model, or raise the runtime's 'memory'."]).joined(separator: " ")
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("BASE MODEL"), .fixed("DESIRED"), .fixed("STATE"), .fixed("SINCE"), .number("MEMORY"),
        .number("RUNNING"), .number("WAITING"), .flexible("REASON"),
      ],
      rows: models.map { model in
        let state = model["state"]?.string ?? ""
        let bytes = model["bytes"]?.int ?? 0
        return [
          Cell(model["base_model"]?.string ?? ""), Cell(model["desired"]?.string ?? ""), Cell(state, tone(state)),
          Cell(model["since"]?.int.map { Terminal.shortLocalTime($0) } ?? "-"),
          Cell(bytes > 0 ? ByteCount.approximate(bytes) : "-"), Cell("\(model["leases"]?.int ?? 0)"),
          Cell("\(model["waiting"]?.int ?? 0)"), Cell(reason(model)),
        ]
      })
  }

  static func failures(_ models: [JSON]) -> [String] {
    models.filter { $0["state"]?.string == "failed" }.map { "\($0["base_model"]?.string ?? "") failed: \(reason($0))" }
  }

  /// The models that are loaded from an older file than the one on disk.
  static func outdated(_ models: [JSON]) -> [String] {
    models.filter { $0["outdated"]?.bool == true }.map { model in
      func time(_ file: String) -> String? { model[file]?["changed_at"]?.int.map { Terminal.localTime($0) } }
      let name = model["base_model"]?.string ?? ""
      let disk = time("file").map { "the file on disk is from \($0)" } ?? "the file is no longer on disk"
      return "\(name): the loaded file is from \(time("loaded_file") ?? "?"); \(disk)"
    }
  }

  /// Files that cannot be used as models, with the reason. Only administrators get these.
  static func skippedFiles(_ runtime: JSON) -> [String] {
    let files = runtime["skipped_files"]?.array ?? []
    return files.isEmpty
      ? []
      : ["", "Skipped files:"]
        + files.map { "  \($0["file"]?.string ?? ""): \($0["reason"]?.string ?? "")" }
  }

  private static func tone(_ state: String) -> Cell.Tone {
    switch state {
    case "loaded": .good
    case "failed": .bad
    case "unloaded": .faint
    default: .waiting
    }
  }

  private static func reason(_ model: JSON) -> String {
    var parts = [model["reason"]?.string, model["cause"]?.string].compactMap(\.self).filter { !$0.isEmpty }
    if model["pinned"]?.bool == true { parts.append("pinned") }
    if let retry = model["retry_at"]?.int { parts.append("retry at \(Terminal.localTime(retry).suffix(8))") }
    return parts.joined(separator: "; ")
  }
}
