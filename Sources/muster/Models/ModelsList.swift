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
      """)

  @Option(help: "Only those with this in their id, name or base model's id.") var query: String?
  @Option(help: "Base models, presets or both.") var kind = Kind.all
  @Option(help: "Only those that are switched on, or off.") var state: State?
  @Option(help: "Only those with this tag.") var tag: String?
  @Option(help: "Only those you made, or those shared with you.") var view: View?
  @Option(help: "What to sort by.") var orderBy = Order.name
  @Option(help: "Which way to sort.") var direction = Direction.asc
  @Option(help: "Which page, from 1.") var page = 1
  @Option(help: "Models a page, 200 at most.") var limit = 200
  @Flag(name: .shortAndLong, help: "Print ids only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().get(
      "/api/v1/models/list",
      Query([
        "query": query, "kind": kind.rawValue, "state": state?.rawValue, "tag": tag, "view_option": view?.rawValue,
        "order_by": orderBy.rawValue, "direction": direction.rawValue, "page": String(page), "limit": String(limit),
      ]))
    let models = answer["items"]?.array ?? []
    if output.json {
      print(answer.serialized())
    } else if quiet {
      for model in models { print(DisplayText.harmless(model["id"]?.string ?? "")) }
    } else {
      output.show(Self.table(models))
    }
    let total = answer["total"]?.int ?? models.count
    if !output.json, page * limit < total {
      Terminal.complain("\(models.count) of \(total) models; --page \(page + 1) shows the next.")
    }
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
