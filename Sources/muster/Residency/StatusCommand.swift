import ArgumentParser
import Domain

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what should be in memory, what is, and why.",
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
    for problem in try await Self.problems(of: connection) { print(DisplayText.harmless("Problem: \(problem)")) }
    for (index, runtime) in (answer["runtimes"]?.array ?? []).enumerated() {
      if index > 0 { print("") }
      print(DisplayText.harmless(Self.heading(runtime)))
      if let overrun = Self.overrun(runtime) { print(DisplayText.harmless(overrun)) }
      let models = runtime["models"]?.array ?? []
      if models.isEmpty {
        print("Nothing to be seen here: put a *.gguf into the models folder, or ask for a model to be shared with you.")
      } else {
        output.show(Self.table(models))
        // A reason is what people look for here: in a terminal, where the table may cut it, it is said in full.
        for line in Terminal.width == nil ? [] : Self.failures(models) { print(DisplayText.harmless(line)) }
      }
      for line in Self.outdated(models) + Self.leftOut(runtime) { print(DisplayText.harmless(line)) }
    }
  }

  /// What `GET /health` says.
  private static func problems(of connection: ServerConnection) async throws -> [String] {
    let health = try await connection.answer(toGet: "/health", Query())
    return (health.refusal?["problems"]?.array ?? []).compactMap(\.string)
  }

  static func heading(_ runtime: JSON) -> String {
    let name = "Runtime \(runtime["id"]?.string ?? "") (\(runtime["kind"]?.string ?? ""))"
    // Administrators are told.
    guard let used = runtime["used_bytes"]?.int, let budget = runtime["budget_bytes"]?.int else { return name }
    return "\(name): \(ByteCount.approximate(used)) of \(ByteCount.approximate(budget)) in use"
  }

  /// More is in use than the budget allows: by how much, and which models took more than was expected of them.
  static func overrun(_ runtime: JSON) -> String? {
    guard let used = runtime["used_bytes"]?.int, let budget = runtime["budget_bytes"]?.int, used > budget else {
      return nil
    }
    let causes = (runtime["models"]?.array ?? []).compactMap { model -> String? in
      guard let bytes = model["bytes"]?.int, let expected = model["expected_bytes"]?.int, bytes > expected else {
        return nil
      }
      return "\(model["base_model"]?.string ?? "") took \(ByteCount.approximate(bytes)), "
        + "\(ByteCount.approximate(expected)) were expected."
    }
    return
      (["\(ByteCount.approximate(used - budget)) over budget."] + causes
      + ["Switch off a model, or raise the runtime's 'memory'."]).joined(separator: " ")
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("BASE MODEL"), .fixed("WANTED"), .fixed("IS"), .fixed("SINCE"), .number("MEMORY"),
        .number("ANSWERING"), .number("WAITING"), .flexible("WHY"),
      ],
      rows: models.map { model in
        let state = model["state"]?.string ?? ""
        let bytes = model["bytes"]?.int ?? 0
        return [
          Cell(model["base_model"]?.string ?? ""), Cell(model["desired"]?.string ?? ""), Cell(state, tone(state)),
          Cell(model["since"]?.int.map { Terminal.shortLocalTime($0) } ?? "-"),
          Cell(bytes > 0 ? ByteCount.approximate(bytes) : "-"), Cell("\(model["leases"]?.int ?? 0)"),
          Cell("\(model["waiting"]?.int ?? 0)"), Cell(why(model)),
        ]
      })
  }

  static func failures(_ models: [JSON]) -> [String] {
    models.filter { $0["state"]?.string == "failed" }.map { "\($0["base_model"]?.string ?? "") failed: \(why($0))" }
  }

  /// Of which models another file is in memory than on disk.
  static func outdated(_ models: [JSON]) -> [String] {
    models.filter { $0["outdated"]?.bool == true }.map { model in
      func time(_ file: String) -> String? { model[file]?["changed_at"]?.int.map { Terminal.localTime($0) } }
      let name = model["base_model"]?.string ?? ""
      let disk = time("file").map { "on disk is one of \($0)" } ?? "it is no longer on disk"
      return "\(name): in memory is the file of \(time("loaded_file") ?? "?"); \(disk)"
    }
  }

  /// Files that are not offered, with the reason. Administrators are told.
  static func leftOut(_ runtime: JSON) -> [String] {
    let files = runtime["left_out"]?.array ?? []
    return files.isEmpty
      ? []
      : ["", "Files that are not offered:"]
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

  private static func why(_ model: JSON) -> String {
    var parts = [model["reason"]?.string, model["cause"]?.string].compactMap(\.self).filter { !$0.isEmpty }
    if model["pinned"]?.bool == true { parts.append("pinned") }
    if let retry = model["retry_at"]?.int { parts.append("tried again at \(Terminal.localTime(retry).suffix(8))") }
    return parts.joined(separator: "; ")
  }
}
