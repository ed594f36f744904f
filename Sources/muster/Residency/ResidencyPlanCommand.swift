import ArgumentParser
import Domain

extension ResidencyCommand {
  struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what it would take to load a model, and load nothing.",
      discussion: """
        When there is no room, it names who would have to go: who was unused for the longest time first, nobody who \
        could stay.

          muster residency plan alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let plan = try await server.connection().get("/api/v1/residency/plan", Query(["model": model.id]))
      let victims = plan["would_unload"]?.array ?? []
      output.show(plan, words: Self.verdict(plan))
      if !output.json, !victims.isEmpty { output.show(Self.table(victims)) }
    }
  }
}

extension ResidencyCommand.Plan {
  static func verdict(_ plan: JSON) -> String {
    let base = plan["base_model"]?.string ?? ""
    let needed = ByteCount.approximate(plan["needed_bytes"]?.int ?? 0)
    return switch ResidencyPlan.Verdict(rawValue: plan["verdict"]?.string ?? "") {
    case .loaded: "\(base) is in memory, or on its way there."
    case .fits: "\(base) fits: it needs \(needed)."
    case .noRoom: "\(base) \(plan["reason"]?.string ?? "has no room"). These would have to go:"
    case .neverFits, .noWeights, nil: "\(base) cannot be loaded: \(plan["reason"]?.string ?? "")."
    }
  }

  static func table(_ victims: [JSON]) -> TextTable {
    TextTable(
      columns: [.flexible("BASE MODEL"), .number("MEMORY"), .flexible("WHAT IT DOES")],
      rows: victims.map { victim in
        [
          Cell(victim["base_model"]?.string ?? ""), Cell(ByteCount.approximate(victim["bytes"]?.int ?? 0)),
          Cell(victim["why"]?.string ?? ""),
        ]
      })
  }
}
