import ArgumentParser
import Domain

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List, create, activate, share, delete and restore models.",
    subcommands: [
      ModelsList.self, ModelsShow.self, ModelsCreate.self, ModelsActivate.self, ModelsDeactivate.self,
      ModelsDelete.self, ModelsWait.self, ModelsAccess.self, ModelsShare.self, ModelsHistory.self, ModelsDiff.self,
      ModelsRollBack.self, ModelsBin.self, ModelsRestore.self, ModelsPurge.self, UndoCommand.self, ModelsExport.self,
      ModelsImport.self, ModelsLaunch.self, ModelsResidency.self,
    ])
}

struct ModelsList: AsyncParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable { case all, base, preset }
  enum State: String, ExpressibleByArgument, CaseIterable { case active, inactive }
  enum View: String, ExpressibleByArgument, CaseIterable { case created, shared }
  enum Order: String, ExpressibleByArgument, CaseIterable {
    case name
    case createdAt = "created_at"
    case updatedAt = "updated_at"
  }
  enum Direction: String, ExpressibleByArgument, CaseIterable { case asc, desc }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models you can see.",
    discussion: """
        muster models list --state active
        muster models list --quiet | xargs -n 1 muster models show
        muster models list --at '2026-07-11 14:03'

      --at lists all models as they were at that time. For administrators this includes models deleted since. \
      \(TimeArgument.formats)
      """)

  @Option(help: "Only models with this text in their ID, name or base model.") var query: String?
  @Option(help: "Only base models, or only presets.") var kind = Kind.all
  @Option(help: "Only active or only inactive models.") var state: State?
  @Option(help: "Only models whose weights are in this state.") var residency: ResidencyState?
  @Option(help: ArgumentHelp("Only this base model and its presets.", valueName: "id")) var base: String?
  @Flag(inversion: .prefixedNo, help: "Only models that are hidden from model pickers, or only those that are not.")
  var hidden: Bool?
  @Option(help: "Only models with this tag.") var tag: String?
  @Option(help: "Only models you created, or only models shared with you.") var view: View?
  @Option(help: "The field to sort by.") var orderBy = Order.name
  @Option(help: "Ascending or descending order.") var direction = Direction.asc
  @Option(help: "The page, counted from 1.") var page = 1
  @Option(help: "Models per page, at most 200.") var limit = 200
  @Option(help: ArgumentHelp("List all models as they were at this time.", valueName: "time")) var at: TimeArgument?
  @Flag(name: .shortAndLong, help: "Print IDs only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    let isNarrowed =
      query != nil || kind != .all || state != nil || tag != nil || view != nil || residency != nil
      || base != nil || hidden != nil
    let isPaged = orderBy != .name || direction != .asc || page != 1 || limit != 200
    if at != nil, isNarrowed || isPaged {
      throw ValidationError("--at lists all models by ID. It can be combined with --quiet and --json only.")
    }
  }

  func run() async throws {
    let answer = try await answer(server.connection())
    let models = answer["items"]?.array ?? answer["data"]?.array ?? []
    output.show(answer, names: models.map { $0["id"]?.string }, only: quiet, table: Self.table(models))
    let total = answer["total"]?.int ?? models.count
    if !output.json, at == nil, page * limit < total {
      Terminal.writeLine("\(models.count) of \(total) models. Next page: --page \(page + 1)")
    }
  }

  private func answer(_ connection: ServerConnection) async throws -> JSON {
    if let at { return try await connection.models(at: at) }
    return try await connection.get(
      "/api/v1/models/list",
      Query([
        "query": query, "kind": kind.rawValue, "state": state?.rawValue, "tag": tag,
        "residency": residency?.rawValue, "base": base, "hidden": hidden.map { "\($0)" }, "view_option": view?.rawValue,
        "order_by": orderBy.rawValue, "direction": direction.rawValue, "page": String(page), "limit": String(limit),
      ]))
  }

  static func table(_ models: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("ID"), .flexible("NAME"), .flexible("BASE MODEL"), .fixed("ACTIVE"), .number("REVISION"),
        .fixed("UPDATED"),
      ],
      rows: models.map { model in
        let isActive = model["is_active"]?.bool ?? false
        return [
          Cell(model["id"]?.string ?? ""), Cell(model["name"]?.string ?? ""),
          Cell(model["base_model_id"]?.string ?? "-"), isActive ? Cell("yes", .good) : Cell("no", .faint),
          Cell(model["revision"]?.int.map { "\($0)" } ?? ""),
          Cell(model["updated_at"]?.int.map(Terminal.localTime) ?? ""),
        ]
      })
  }
}

extension ResidencyState: ExpressibleByArgument {}

struct ModelsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one model.",
    discussion: """
        muster models show alpha
        muster models show alpha --json | jq .params
        muster models show alpha --at 24h

      \(TimeArgument.formats)
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Show the model as it was at this time.", valueName: "time")) var at: TimeArgument?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await answer(server.connection())
    if output.json { print(answer.serialized()) } else { output.show(Self.table(answer)) }
  }

  private func answer(_ connection: ServerConnection) async throws -> JSON {
    if let at { return try await connection.models([model.id], at: at)[0] }
    return try await connection.get("/api/v1/models/model", model.query)
  }

  static func table(_ model: JSON) -> TextTable {
    let rows = (model.object ?? [:]).flatMap { member -> [[Cell]] in
      switch (member.key, member.value) {
      case (_, .object(let inner)) where !inner.isEmpty:
        inner.filter { !$0.value.isNull }.map { [Cell("\(member.key).\($0.key)"), Cell(text($0.value))] }
      case ("created_at", let value), ("updated_at", let value):
        [[Cell(member.key), Cell(value.int.map(Terminal.localTime) ?? text(value))]]
      case (_, let value): [[Cell(member.key), Cell(text(value))]]
      }
    }
    return TextTable(columns: [.fixed("FIELD"), .flexible("VALUE")], rows: rows)
  }

  static func text(_ value: JSON) -> String { value.string ?? (value.isNull ? "-" : value.serialized()) }
}

struct ModelsCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a base model, or with --base a preset.",
    discussion: """
      The ID of a base model is the name of its weights file: 'alpha' for alpha.gguf in the models folder. A new model \
      is active unless --inactive is given.

        muster models create alpha --grant-everyone
        muster models create tutor --base alpha --system 'Explain step by step.' --temperature 0.3
        muster models create strict --base alpha --param 'stop=["END"]' --meta 'capabilities={"vision":false}'
      """)

  @Argument(help: ArgumentHelp("The new model's ID. It cannot be changed later.", valueName: "id")) var id: String
  @Option(help: "The display name. (default: the ID)") var name: String?
  @Option(
    help: ArgumentHelp("The base model of the preset.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet --kind base 2>/dev/null"))
  var base: String?
  @Option(help: "The system prompt.") var system: String?
  @Option(help: ArgumentHelp("The temperature.", valueName: "number")) var temperature: NumberArgument?
  @Option(help: ArgumentHelp("A parameter as JSON; repeatable. Text needs its own quotes.", valueName: "name=json"))
  var param: [NamedValueArgument] = []
  @Option(help: ArgumentHelp("A field of 'meta' as JSON; repeatable.", valueName: "name=json")) var meta:
    [NamedValueArgument] = []
  @Option(help: "The description.") var description: String?
  @Option(help: "A tag; repeatable.") var tag: [String] = []
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @Flag(help: "Create it inactive.") var inactive = false
  @Flag(help: "Let all users see and use it.") var grantEveryone = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let model = try await server.connection().post("/api/v1/models/create", Query(), form)
    output.show(model, text: ModelStateText(model).text)
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

/// The line that reports a model's state after a change.
struct ModelStateText {
  var model: JSON

  init(_ model: JSON) { self.model = model }

  var text: String {
    let state = model["is_active"]?.bool == true ? "active" : "inactive"
    return "\(model["id"]?.string ?? "") is \(state) (revision \(model["revision"]?.int ?? 0))."
  }
}
