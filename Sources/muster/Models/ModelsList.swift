import ArgumentParser
import Domain

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
