import ArgumentParser
import Domain

struct ModelsResidency: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residency", abstract: "Show or change when a base model is in memory.",
    discussion: """
      Without --set, --unset or --clear: shows the settings. They take effect at once.

        residency         eager (loaded while it is active and memory is free), on_demand (loaded by its first
                          request) or pinned (never unloaded while it is active)
        priority          the weight of its requests when memory is short, from 0.01 to 100; 1: as all others
        idle_unload       how long it stays loaded without requests, such as 30m; none: until others need the memory
        min_residency     how long it stays loaded before it may have to make room
        memory            what a load takes, such as 6GiB, in place of what is measured or estimated
        max_concurrency   requests that it answers at the same time; further ones wait

        muster models residency alpha --set residency=on_demand --set idle_unload=10m
        muster models residency alpha --set priority=5 --reason 'used in lectures'
        muster models residency alpha --unset priority
      """)

  @OptionGroup var model: ModelArgument
  @Option(name: .customLong("set"), help: ArgumentHelp("Change a setting.", valueName: "name=value"))
  var values: [String] = []
  @Option(name: .customLong("unset"), help: ArgumentHelp("Remove a setting.", valueName: "name"))
  var removed: [String] = []
  @Flag(help: "Remove all settings that are not set in the same command.") var clear = false
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    for text in values where !text.contains("=") {
      throw ValidationError("'\(text)' is no setting: write NAME=VALUE, such as priority=2.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    var stored = try await connection.get("/api/v1/models/model", model.query)
    if !values.isEmpty || !removed.isEmpty || clear {
      var settings = clear ? [:] : Self.settings(of: stored)
      for name in removed { settings[name] = nil }
      for text in values {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        settings[parts[0]] = Self.value(parts[1], of: parts[0])
      }
      var form: JSON.Object = [
        "id": .string(model.id), "settings": .object(settings), "revision": .optional(stored["revision"]?.int),
      ]
      form["reason"] = reason.map(JSON.string)
      stored = try await connection.post("/api/v1/models/model/residency", Query(), .object(form))
    }
    let settings = Self.settings(of: stored)
    output.show(.object(settings), text: Self.text(settings, of: model.id))
  }

  private static func settings(of model: JSON) -> JSON.Object {
    let muster = model["meta"]?["muster"]?.object ?? [:]
    return JSON.Object(
      ResidencySettings.Field.allCases.compactMap { field in
        muster[field.rawValue].map { (key: field.rawValue, value: $0) }
      })
  }

  private static func value(_ text: String, of name: String) -> JSON {
    let numbers: Set<ResidencySettings.Field> = [.priority, .maxConcurrency]
    guard let field = ResidencySettings.Field(rawValue: name), numbers.contains(field) else { return .string(text) }
    return (try? JSON(parsing: text)) ?? .string(text)
  }

  private static func text(_ settings: JSON.Object, of model: String) -> String {
    if settings.isEmpty { return "\(model) has no residency settings: those of its runtime count." }
    return
      (["Residency settings of \(model):"]
      + settings.map { "  \($0.key): \($0.value.string ?? $0.value.serialized())" })
      .joined(separator: "\n")
  }
}
