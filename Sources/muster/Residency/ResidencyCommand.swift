import ArgumentParser
import Domain

struct ResidencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residency", abstract: "Load, unload and pin models, without activating or deactivating them.",
    subcommands: [Load.self, Unload.self, Pin.self, Unpin.self, Plan.self])
}

extension ResidencyCommand {
  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load a model now, and wait until it is loaded.",
      discussion: """
          muster residency load alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/load", Query(), ["model": .string(model.id)], within: ServerConnection.longestWait)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(answer, text: "\(weights) is loaded and uses \(ByteCount.approximate(answer["bytes"]?.int ?? 0)).")
    }
  }

  struct Unload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unload a model now, and wait until it is unloaded.",
      discussion: """
        Running requests finish first. The model stays active, so the next request loads it again. To prevent that, use \
        'muster models deactivate'.

          muster residency unload alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/residency/unload", Query(), ["model": .string(model.id)], within: ServerConnection.longestWait)
      let weights = answer["base_model"]?.string ?? model.id
      output.show(
        answer, text: "\(weights) is unloaded; \(ByteCount.approximate(answer["freed_bytes"]?.int ?? 0)) freed.")
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
    text: (String) -> String
  ) async throws {
    let answer = try await server.connection().post(
      "/api/v1/residency/pin", Query(), ["model": .string(model.id), "pinned": .bool(isPinned)])
    output.show(answer, text: text(answer["base_model"]?.string ?? model.id))
  }
}

extension ResidencyCommand {
  struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what loading a model would take, without loading it.",
      discussion: """
        If there is not enough memory, lists the models that are unloaded to make room. They finish their running \
        answers first.

          muster residency plan alpha
        """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let plan = try await server.connection().get("/api/v1/residency/plan", Query(["model": model.id]))
      let victims = plan["would_unload"]?.array ?? []
      output.show(plan, text: Self.verdict(plan))
      if !output.json, !victims.isEmpty { output.show(Self.table(victims)) }
    }
  }
}

extension ResidencyCommand.Plan {
  static func verdict(_ plan: JSON) -> String {
    let base = plan["base_model"]?.string ?? ""
    let needed = ByteCount.approximate(plan["needed_bytes"]?.int ?? 0)
    return switch ResidencyPlan.Verdict(rawValue: plan["verdict"]?.string ?? "") {
    case .loaded: "\(base) is loaded or loading."
    case .fits: "\(base) fits: it needs \(needed)."
    case .makesRoom: "\(base) \(plan["reason"]?.string ?? "does not fit"). Its next request unloads:"
    case .waits:
      "\(base) \(plan["reason"]?.string ?? "does not fit"). It waits until a model that was loaded a moment ago may be unloaded."
    case .noRoom:
      "\(base) \(plan["reason"]?.string ?? "does not fit"). Pinned models hold the memory. Unpin or deactivate:"
    case .neverFits, .noWeights, nil: "\(base) cannot be loaded: \(plan["reason"]?.string ?? "")."
    }
  }

  static func table(_ victims: [JSON]) -> TextTable {
    TextTable(
      columns: [.flexible("BASE MODEL"), .number("MEMORY"), .flexible("REASON")],
      rows: victims.map { victim in
        [
          Cell(victim["base_model"]?.string ?? ""), Cell(ByteCount.approximate(victim["bytes"]?.int ?? 0)),
          Cell(victim["reason"]?.string ?? ""),
        ]
      })
  }
}
