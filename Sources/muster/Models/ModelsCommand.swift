import ArgumentParser
import Domain

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "See, make, switch, share, delete and bring back models.",
    subcommands: [
      ModelsList.self, ModelsShow.self, ModelsCreate.self, ModelsActivate.self, ModelsDeactivate.self,
      ModelsDelete.self, ModelsWait.self, ModelsAccess.self, ModelsShare.self, ModelsHistory.self, ModelsDiff.self,
      ModelsRollBack.self, ModelsBin.self, ModelsRestore.self, ModelsPurge.self, UndoCommand.self, ModelsExport.self,
      ModelsImport.self,
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
    commandName: "list", abstract: "List the models that you may see.",
    discussion: """
        muster models list --state active
        muster models list --quiet | xargs -n 1 muster models show
        muster models list --at '2026-07-11 14:03'

      A time is a date (2026-07-11, '2026-07-11 14:03', 2026-07-11T14:03:20Z), how long ago (2h), or seconds since 1970. With --at all \
      models are listed as they were then; administrators see those that are deleted by now, too.
      """)

  @Option(help: "Only those with this in their id, name or base model's id.") var query: String?
  @Option(help: "Base models, presets or both.") var kind = Kind.all
  @Option(help: "Only those that are switched on, or off.") var state: State?
  @Option(help: "Only those whose weights are in this state.") var residency: ResidencyState?
  @Option(help: ArgumentHelp("Only those on this base model, and itself.", valueName: "id")) var base: String?
  @Flag(inversion: .prefixedNo, help: "Only those that are hidden, or that are not.") var hidden: Bool?
  @Option(help: "Only those with this tag.") var tag: String?
  @Option(help: "Only those you made, or those shared with you.") var view: View?
  @Option(help: "What to sort by.") var orderBy = Order.name
  @Option(help: "Which way to sort.") var direction = Direction.asc
  @Option(help: "Which page, from 1.") var page = 1
  @Option(help: "Models a page, 200 at most.") var limit = 200
  @Option(help: ArgumentHelp("All models as they were at this time.", valueName: "time")) var at: Moment?
  @Flag(name: .shortAndLong, help: "Print ids only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    let isNarrowed =
      query != nil || kind != .all || state != nil || tag != nil || view != nil || residency != nil
      || base != nil || hidden != nil
    let isPaged = orderBy != .name || direction != .asc || page != 1 || limit != 200
    if at != nil, isNarrowed || isPaged {
      throw ValidationError("With --at all models are listed by id; only --quiet and --json go with it.")
    }
  }

  func run() async throws {
    let answer = try await answer(server.connection())
    let models = answer["items"]?.array ?? answer["data"]?.array ?? []
    output.show(answer, names: models.map { $0["id"]?.string }, only: quiet, table: Self.table(models))
    let total = answer["total"]?.int ?? models.count
    if !output.json, at == nil, page * limit < total {
      Terminal.complain("\(models.count) of \(total) models; --page \(page + 1) shows the next.")
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

      A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or seconds since 1970.
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("As it was at this time.", valueName: "time")) var at: Moment?
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
