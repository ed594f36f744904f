import ArgumentParser
import Domain

struct ResidencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residency", abstract: "Move weights in and out of memory now, without switching a model.",
    subcommands: [Load.self, Unload.self, Pin.self, Unpin.self, Plan.self])
}

extension ResidencyCommand {
  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load a model now, and wait until it is in memory.",
      discussion: """
          muster residency load alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/load", Query(), ["model": .string(model.id)], within: ServerConnection.patience)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(answer, words: "\(weights) is loaded, \(ByteCount.approximate(answer["bytes"]?.int ?? 0)).")
    }
  }

  struct Unload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unload a model now, and wait until its memory is free.",
      discussion: """
        Running answers finish first. The model stays active: its next request loads it again. To keep it out of \
        memory use 'muster models deactivate'.

          muster residency unload alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/unload", Query(), ["model": .string(model.id)], within: ServerConnection.patience)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(
        answer, words: "\(weights) is unloaded, \(ByteCount.approximate(answer["freed_bytes"]?.int ?? 0)) freed.")
    }
  }
}

extension ResidencyCommand {
  struct Pin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Pin a model in memory.",
      discussion: """
        A pinned model is not unloaded when idle (idle_unload), to make room for others, or by hand. Deactivating it \
        still unloads it.

          muster residency pin alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(true, model, output, server) { "\($0) is pinned." }
    }
  }

  struct Unpin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unpin a model, so that it may be unloaded.",
      discussion: """
          muster residency unpin alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      try await ResidencyCommand.set(false, model, output, server) { "\($0) is no longer pinned." }
    }
  }

  fileprivate static func set(
    _ isPinned: Bool, _ model: ModelArgument, _ output: OutputOptions, _ server: ConnectionOptions,
    words: (String) -> String
  ) async throws {
    let answer = try await server.connection().post(
      "/api/v1/residency/pin", Query(), ["model": .string(model.id), "pinned": .bool(isPinned)])
    output.show(answer, words: words(answer["base_model"]?.string ?? model.id))
  }
}

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
