import ArgumentParser
import Domain

struct WeightsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "List, verify, download, upload, delete and restore the files of models.",
    subcommands: [
      List.self, Show.self, Download.self, Downloads.self, Cancel.self, Resume.self, Upload.self, Verify.self,
      Delete.self, Bin.self, Restore.self, Purge.self,
    ])
}

/// Names weights by the ID of their base model, their name, or a file.
struct WeightsArgument: ParsableArguments {
  @Argument(help: "The base model's ID, or the path of the file below the models folder.") var id: String
}

extension WeightsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the weights of all runtimes, and the skipped files.",
      discussion: """
          muster weights list
          muster weights list --json
        """)

    @Flag(name: .shortAndLong, help: "Print only the IDs.") var quiet = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().get("/api/v1/weights")
      let items = answer["items"]?.array ?? []
      output.show(answer, names: items.map { $0["id"]?.string }, only: quiet, table: WeightsText.table(items))
      let skipped = answer["skipped_files"]?.array ?? []
      if !output.json, !quiet {
        for file in skipped {
          let users = (file["models"]?.array ?? []).compactMap(WeightsText.user)
          let use = users.isEmpty ? "" : "; used by \(users.joined(separator: ", "))"
          Terminal.writeLine(
            DisplayText.sanitized("Skipped \(file["file"]?.string ?? ""): \(file["reason"]?.string ?? "")\(use)"))
        }
        if let problem = answer["problem"]?.string { Terminal.writeLine(DisplayText.sanitized(problem)) }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what is known of weights.",
      discussion: """
          muster weights show alpha
        """)

    @OptionGroup var weights: WeightsArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let item = try await server.connection().get("/api/v1/weights/file", Query(["id": weights.id]))
      if output.json {
        output.show(item, text: "")
      } else {
        output.show(TextTable.fields(WeightsText.fields(item)))
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compute the SHA-256 of weights again, and compare it.",
      discussion: """
        Compares the files with what they were when they arrived, or when their digest was first computed. Ends with \
        exit code 1 if one differs.

          muster weights verify alpha
        """)

    @OptionGroup var weights: WeightsArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let item = try await server.connection().post(
        "/api/v1/weights/file/verify", Query(), ["id": .string(weights.id)], within: ServerConnection.longestWait)
      let files = item["files"]?.array ?? []
      output.show(
        item,
        lines: files.map { file in
          let path = file["path"]?.string ?? ""
          let digest = file["sha256"]?.string ?? ""
          switch file["problem"]?.string {
          case "damaged": return "\(path): damaged: SHA-256 \(file["found_sha256"]?.string ?? "") instead of \(digest)"
          case "replaced": return "\(path): not the file that arrived under this name: SHA-256 \(digest)"
          default: return "\(path): unchanged, SHA-256 \(digest)"
          }
        })
      if files.contains(where: { $0["problem"]?.string != nil }) { throw ExitCode(1) }
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Delete weights that no model uses. They can be restored from the bin.",
      discussion: """
        Refused while the base model is active or presets are built on it, and while launch settings of a base model \
        need the file as projector, draft model or adapter. Frees no space before the bin is purged.

          muster weights delete alpha
        """)

    @OptionGroup var weights: WeightsArgument
    @Option(help: "The reason, for the audit trail.") var reason: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/weights/file/delete", Query(), ["id": .string(weights.id), "reason": .optional(reason)])
      output.show(
        answer,
        text: "'\(weights.id)' is in the bin. To restore it: muster weights restore \(answer["id"]?.string ?? "")")
    }
  }
}

/// Weights as text.
enum WeightsText {
  static func table(_ items: [JSON]) -> TextTable {
    TextTable(
      columns: [
        .flexible("ID"), .number("SIZE"), .fixed("QUANTIZATION"), .number("CONTEXT"), .flexible("RUNTIME"),
        .flexible("MODELS"), .flexible("NOTE"),
      ],
      rows: items.map { item in
        let facts = item["facts"]
        let models = (item["models"]?.array ?? []).compactMap(user)
        let note = note(item)
        return [
          Cell(item["id"]?.string ?? ""), Cell(item["bytes"]?.int.map(ByteCount.approximate) ?? ""),
          Cell(facts?["quantization"]?.string ?? ""), Cell(facts?["context"]?.int.map(String.init) ?? ""),
          Cell((item["runtimes"]?.array ?? []).compactMap(\.string).joined(separator: ", ")),
          Cell(models.joined(separator: ", ")), Cell(note, note.isEmpty ? .plain : .bad),
        ]
      })
  }

  /// `alpha`, or `alpha (projector)` for a model that does not use it as weights.
  static func user(_ model: JSON) -> String? {
    guard let id = model["id"]?.string else { return nil }
    guard let use = model["use"]?.string.flatMap({ uses[$0] }) else { return id }
    return "\(id) (\(use))"
  }

  /// What else than weights a file can be to a model.
  private static let uses = ["projector": "projector", "draft_model": "draft model", "lora": "adapter"]

  private static func note(_ item: JSON) -> String {
    let problems = (item["files"]?.array ?? []).compactMap { $0["problem"]?.string }
    if problems.contains("damaged") { return "damaged" }
    if problems.contains("replaced") { return "not what arrived" }
    return item["outdated"]?.bool == true ? "older file in memory" : ""
  }

  static func fields(_ item: JSON) -> [(name: String, value: String)] {
    let facts = item["facts"]
    var fields: [(name: String, value: String)] = [
      ("id", item["id"]?.string ?? ""),
      ("runtimes", (item["runtimes"]?.array ?? []).compactMap(\.string).joined(separator: ", ")),
      ("size", item["bytes"]?.int.map(ByteCount.approximate) ?? "unknown"),
    ]
    func add(_ name: String, _ value: String?) { if let value { fields.append((name, value)) } }
    add("architecture", facts?["architecture"]?.string)
    add("parameters", facts?["parameters"]?.int?.grouped ?? facts?["size_label"]?.string)
    add("quantization", facts?["quantization"]?.string)
    add("context", facts?["context"]?.int?.grouped)
    add("purpose", facts?["purpose"]?.string)
    add("chat template", facts?["chat_template"]?.bool.map { $0 ? "yes" : "no" })
    for file in item["files"]?.array ?? [] {
      add("file", file["path"]?.string)
      add("sha256", file["sha256"]?.string ?? "not computed yet")
      add("source", file["origin"]?["source"]?.string)
      add("problem", file["problem"]?.string)
    }
    if item["files"]?.array?.isEmpty == true { add("sha256", item["sha256"]?.string) }
    for model in item["models"]?.array ?? [] {
      let use = model["use"]?.string.flatMap { uses[$0] }.map { "\($0) of" }
      add(use ?? (model["is_preset"]?.bool == true ? "preset" : "base model"), model["id"]?.string)
    }
    add("same name", item["clashes_with"]?.string.map { "other weights on runtime \($0)" })
    if item["outdated"]?.bool == true { add("in memory", "an older file") }
    return fields
  }
}
