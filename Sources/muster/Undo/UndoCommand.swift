import ArgumentParser
import Domain

/// `muster undo`, also available as `muster models undo`.
struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Undo a deletion, an import or a bulk change, or list what can be undone.",
    discussion: """
      TOKEN is the token that the command printed, or an ID from the list. Without TOKEN, lists what you did in the \
      last 24 hours. Each action can be undone once, within 24 hours, and only as a whole: if someone has changed one \
      of its models since, nothing is undone. A restored user gets back password, API keys, groups, models and grants, \
      and must sign in again.

        muster undo
        muster undo 6f1d2c7e-0b1e-4d53-9d0e-3f8f4a0c9e11
      """)

  @Argument(help: "The token that was printed, or an ID from the list.") var token: String?
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @Flag(name: .shortAndLong, help: "Print only the IDs of actions that can still be undone.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    guard let token else { return try await list(connection) }
    var form: JSON.Object = ["token": .string(token)]
    form["reason"] = reason.map(JSON.string)
    let answer = try await connection.post("/api/v1/undo", Query(), .object(form))
    output.show(answer, text: "Undone.")
    if output.json { return }
    if let restored = answer["restored"] { output.show(restored, lines: Self.lines(restored)) }
    for model in answer["models"]?.array ?? [] { output.show(model, text: ModelStateText(model).text) }
    UndoHint.show(answer["undo_token"]?.string)
  }

  private func list(_ connection: ServerConnection) async throws {
    let answer = try await connection.get("/api/v1/undo")
    let acts = answer["items"]?.array ?? []
    let open = acts.filter { $0["state"]?.string == "open" }
    output.show(answer, names: open.map { $0["id"]?.string }, only: quiet, table: Self.table(acts))
    if output.json || quiet { return }
    if acts.isEmpty { Terminal.writeLine("You changed nothing in the last 24 hours that can be undone.") }
  }

  private static func lines(_ restored: JSON) -> [String] {
    ["\(restored["name"]?.string ?? "") was restored."]
      + (restored["skipped"]?.array ?? []).map { left in
        let (type, id) = (left["type"]?.string ?? "", left["id"]?.string ?? "")
        return "Not restored: \(type) \(id): \(left["reason"]?.string ?? "")"
      }
  }

  static func table(_ acts: [JSON]) -> TextTable {
    TextTable(
      columns: [.fixed("ID"), .fixed("TIME"), .fixed("ACTION"), .flexible("TARGET"), .fixed("STATE")],
      rows: acts.map { act in
        let until = act["undo_until"]?.int.map(Terminal.localTime) ?? ""
        let state =
          switch act["state"]?.string {
          case "open": Cell("can be undone until \(until)")
          case "undone": Cell("undone", .faint)
          case "erased": Cell("erased: can't be undone", .faint)
          case let other: Cell(other ?? "")
          }
        return [
          Cell(act["id"]?.string ?? ""), Cell(act["done_at"]?.int.map(Terminal.localTime) ?? ""),
          Cell(act["action"]?.string ?? ""), Cell(targets(act)), state,
        ]
      })
  }

  /// The names of some, and how many more there are.
  private static func targets(_ act: JSON) -> String {
    let targets = act["targets"]?.array ?? []
    let removed = targets.filter { $0["type"]?.string != "model" }
    let count = act["model_count"]?.int ?? 0
    let shown = (removed.isEmpty ? targets : removed).map { target in
      [target["name"], target["id"]].compactMap { $0?.string }.first { !$0.isEmpty } ?? ""
    }
    if !removed.isEmpty {
      return shown.joined(separator: ", ") + (count > 0 ? " and \(count) model\(count == 1 ? "" : "s")" : "")
    }
    return shown.joined(separator: ", ") + (count > shown.count ? " and \(count - shown.count) more" : "")
  }
}
