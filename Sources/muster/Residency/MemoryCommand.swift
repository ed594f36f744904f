import ArgumentParser
import Domain

struct MemoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Show the memory of the system and its GPUs, and what models need.",
    subcommands: [Show.self, Explain.self], defaultSubcommand: Show.self)
}

extension MemoryCommand {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the memory of the system, its GPUs and the runtimes.",
      discussion: """
        What cannot be read is unknown, with the reason.

          muster memory
          muster memory --json | jq '.devices[] | select(.used.unknown)'
        """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let connection = try server.connection()
      let devices = try await connection.get("/api/v1/residency/devices")["items"] ?? []
      let runtimes = try await connection.get("/api/v1/residency")["runtimes"] ?? []
      if output.json { return print(JSON.object(["devices": devices, "runtimes": runtimes]).serialized()) }
      output.show(Self.table(devices.array ?? []))
      for device in devices.array ?? [] {
        let notes = (device["notes"]?.array ?? []).compactMap(\.string)
        for note in notes { print(DisplayText.sanitized("\(device["name"]?.string ?? ""): \(note)")) }
      }
      for runtime in runtimes.array ?? [] { print(DisplayText.sanitized(StatusCommand.heading(runtime))) }
    }

    private static func table(_ devices: [JSON]) -> TextTable {
      TextTable(
        columns: [.flexible("DEVICE"), .number("TOTAL"), .number("USED"), .number("FREE"), .flexible("SOURCE")],
        rows: devices.map { device in
          [
            Cell(device["name"]?.string ?? ""),
            Cell(device["total_bytes"]?.int.map(ByteCount.approximate) ?? "unknown"), Cell(amount(device["used"])),
            Cell(amount(device["free"])), Cell(device["source"]?.string ?? ""),
          ]
        })
    }

    private static func amount(_ amount: JSON?) -> String {
      if let bytes = amount?["bytes"]?.int { return ByteCount.approximate(bytes) }
      return amount?["unknown"]?.string.map { "unknown: \($0)" } ?? "unknown"
    }
  }

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show how much memory a model needs, and how that is known.",
      discussion: """
        Counts, in this order: what a person states, what loads with the same settings took, what the header of the \
        weights and the launch settings say, and the size of the file.

          muster memory explain alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let plan = try await server.connection().get("/api/v1/residency/plan", Query(["model": model.id]))
      let need = plan["need"] ?? [:]
      output.show(need, text: Self.text(need, of: plan["base_model"]?.string ?? model.id))
      let lines = need["computed"]?.array ?? []
      if !output.json, !lines.isEmpty { output.show(Self.table(lines)) }
    }

    private static func text(_ need: JSON, of base: String) -> String {
      var lines = ["\(base) needs \(ByteCount.approximate(need["bytes"]?.int ?? 0)), \(source(of: need))."]
      if let measured = need["measured_bytes"]?.int { lines.append("It takes \(ByteCount.approximate(measured)) now.") }
      if let unknown = need["unknown"]?.string { lines.append("It cannot be computed: \(unknown)") }
      return lines.joined(separator: "\n")
    }

    private static func source(of need: JSON) -> String {
      switch need["stage"]?.string.flatMap(MemoryNeed.Stage.init) {
      case .stated: "as its residency settings state"
      case .learned: "as earlier loads with the same settings took"
      case .computed: "computed from its header and settings"
      case .guessed, nil: "guessed from the size of its file"
      }
    }

    private static func table(_ lines: [JSON]) -> TextTable {
      TextTable(
        columns: [.flexible("PART"), .number("MEMORY"), .flexible("FORMULA")],
        rows: lines.map { line in
          [
            Cell(line["part"]?.string ?? ""), Cell(ByteCount.approximate(line["bytes"]?.int ?? 0)),
            Cell(line["formula"]?.string ?? ""),
          ]
        })
    }
  }
}
