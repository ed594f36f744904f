import ArgumentParser
import Domain

struct ModelsCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a model: a base model, or with --base a preset on one.",
    discussion: """
      The id of a base model names weights: 'alpha' for alpha.gguf in the models folder. A new model is active unless \
      --inactive is given.

        muster models create alpha --grant-everyone
        muster models create tutor --base alpha --system 'Explain step by step.' --temperature 0.3
        muster models create strict --base alpha --param 'stop=["END"]' --meta 'capabilities={"vision":false}'
      """)

  @Argument(help: ArgumentHelp("The new model's id; it stays for ever.", valueName: "id")) var id: String
  @Option(help: "The name that people see. (default: the id)") var name: String?
  @Option(
    help: ArgumentHelp("The base model that a preset stands on.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet --kind base 2>/dev/null"))
  var base: String?
  @Option(help: "The system prompt.") var system: String?
  @Option(help: ArgumentHelp("The temperature.", valueName: "number")) var temperature: NumberArgument?
  @Option(help: ArgumentHelp("A parameter; may be repeated. Text needs quotes of its own.", valueName: "name=json"))
  var param: [NamedJSON] = []
  @Option(help: ArgumentHelp("A member of 'meta'; may be repeated.", valueName: "name=json")) var meta: [NamedJSON] = []
  @Option(help: "What it is good for.") var description: String?
  @Option(help: "A tag; may be repeated.") var tag: [String] = []
  @Option(help: "Why, for the audit trail.") var reason: String?
  @Flag(help: "Leave it switched off.") var inactive = false
  @Flag(help: "Let everybody who has an account see and use it.") var grantEveryone = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let model = try await server.connection().post("/api/v1/models/create", Query(), form)
    output.show(model, words: SwitchedModel(model).sentence)
  }

  var form: JSON {
    var params = JSON.Object(param.map { (key: $0.name, value: $0.value) })
    if let system { params["system"] = .string(system) }
    if let temperature { params["temperature"] = temperature.value }
    var meta = JSON.Object(self.meta.map { (key: $0.name, value: $0.value) })
    if let description { meta["description"] = .string(description) }
    if !tag.isEmpty { meta["tags"] = .array(tag.map { ["name": .string($0)] }) }
    var form: JSON.Object = [
      "id": .string(id), "name": .string(name ?? id), "base_model_id": .optional(base), "params": .object(params),
      "meta": .object(meta), "is_active": .bool(!inactive),
    ]
    if grantEveryone {
      form["access_grants"] = [["principal_type": "user", "principal_id": "*", "permission": "read"]]
    }
    if let reason { form["reason"] = .string(reason) }
    return .object(form)
  }
}

/// How a model that was made or switched is reported.
struct SwitchedModel {
  var model: JSON

  init(_ model: JSON) { self.model = model }

  var sentence: String {
    let state = model["is_active"]?.bool == true ? "active" : "inactive"
    return "\(model["id"]?.string ?? "") is \(state) (revision \(model["revision"]?.int ?? 0))."
  }
}
