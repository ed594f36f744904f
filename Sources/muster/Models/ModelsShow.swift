import ArgumentParser
import Domain

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
