import ArgumentParser
import Domain
import Foundation

struct ModelsExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write models as JSON: those that are named, else all that you may change.",
    discussion: """
      'muster models import' takes them in again, here or elsewhere. With --at they are written as they were then, as \
      far as you may see them. A time is a date (2026-07-11, '2026-07-11 14:03'), how long ago (2h), or seconds since \
      1970.

        muster models export -o models.json
        muster models export tutor strict | jq '.[].params'
        muster models export --at 2026-07-11 -o in-july.json
      """)

  @Argument(
    help: ArgumentHelp("The ids of models.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var ids: [String] = []
  @Option(help: ArgumentHelp("As they were at this time.", valueName: "time")) var at: Moment?
  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file. (default: the output)", valueName: "file"),
    completion: .file())
  var output: String?
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let models = try await models(server.connection())
    let text = Self.text(models)
    guard let output else {
      print(text, terminator: "")
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw CommandFailure.unusable("The file \(DisplayText.harmless(output)) cannot be written.")
    }
    print(DisplayText.harmless("\(models.count) \(models.count == 1 ? "model is" : "models are") in \(output)."))
  }

  private func models(_ connection: ServerConnection) async throws -> [JSON] {
    if let at {
      if !ids.isEmpty { return try await connection.models(ids, at: at) }
      return try await connection.models(at: at)["data"]?.array ?? []
    }
    var query = Query()
    for id in ids { query.add("ids", id) }
    return try await connection.get("/api/v1/models/export", query).array ?? []
  }

  /// A model a line, so that two files can be compared by line.
  static func text(_ models: [JSON]) -> String {
    "[\n" + models.map { $0.serialized() }.joined(separator: ",\n") + (models.isEmpty ? "]\n" : "\n]\n")
  }
}
