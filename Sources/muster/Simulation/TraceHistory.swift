import ArgumentParser
import Domain
import Foundation
import Simulation

extension TraceCommand {
  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a trace of the requests that a server has answered.",
      discussion: """
        Usage is stored by the minute: requests of one minute are spread over it. Only models that you may read are in \
        the trace. --models writes the table of the base models, with the memory that they need now and the time of \
        their last load, or an estimate at 1 GB/s.

          muster trace history --models models.csv > trace.csv
          muster simulate trace.csv --models models.csv --memory 48GiB
        """)

    /// As many IDs as the server takes at a time.
    private static let mostIDs = 200

    @Option(help: ArgumentHelp("How many minutes back, at most a day.", valueName: "number")) var minutes = 1440
    @Option(
      help: ArgumentHelp("Also write the models to this CSV file.", valueName: "file"),
      completion: .file(extensions: ["csv"])) var models: String?
    @OptionGroup var server: ConnectionOptions

    func validate() throws {
      guard (1...1440).contains(minutes) else { throw ValidationError("--minutes must be from 1 to 1440.") }
    }

    func run() async throws {
      let connection = try server.connection()
      let listed =
        try await connection.getAllPages(
          "/api/v1/models/list", Query(["kind": "all", "limit": "200"]), of: "items")["items"]?.array ?? []
      let bases = Dictionary(
        listed.compactMap { model in
          model["id"]?.string.map { ($0, model["base_model_id"]?.string ?? $0) }
        }, uniquingKeysWith: { first, _ in first })
      var counts: [String: [Int]] = [:]
      var rest = bases.keys.sorted()[...]
      while !rest.isEmpty {
        var query = Query(["minutes": String(minutes), "step": "60"])
        for id in rest.prefix(Self.mostIDs) { query.add("ids", id) }
        rest = rest.dropFirst(Self.mostIDs)
        let usage = try await connection.get("/api/v1/models/usage", query)
        for (id, item) in usage["items"]?.object ?? [:] {
          let requests = (item["requests"]?.array ?? []).map { $0.int ?? 0 }
          let base = bases[id] ?? id
          let known = counts[base] ?? []
          counts[base] = requests.indices.map { requests[$0] + (known.indices.contains($0) ? known[$0] : 0) }
        }
      }
      let used = counts.filter { $0.value.contains { $0 > 0 } }
      guard !used.isEmpty else { throw CommandFailure.refused("No model was used in the last \(minutes) minutes.") }
      let names = used.keys.sorted()
      let trace = Trace(minutes: names.map { used[$0] ?? [] })
      for line in trace.csvLines(models: names) { print(line) }
      if let models { try await write(names, to: models, connection) }
    }

    private func write(_ names: [String], to file: String, _ connection: ServerConnection) async throws {
      let runtimes = try await connection.get("/api/v1/residency")["runtimes"]?.array ?? []
      let residencies = runtimes.flatMap { $0["models"]?.array ?? [] }
      var lines: [SimulatedModel] = []
      for name in names {
        let plan = try await connection.get("/api/v1/residency/plan", Query(["model": name]))
        let bytes = max(plan["need"]?["bytes"]?.int ?? 0, 1)
        let seconds = residencies.compactMap { residency in
          residency["base_model"]?.string == name ? residency["load_seconds"]?.double : nil
        }.max()
        lines.append(SimulatedModel(name: name, bytes: bytes, loadSeconds: seconds ?? Double(bytes) / 1e9))
      }
      let text = SimulatedModel.csvLines(lines).joined(separator: "\n") + "\n"
      do {
        try Data(text.utf8).write(to: URL(filePath: file))
      } catch {
        throw CommandFailure.refused("\(DisplayText.sanitized(file)) cannot be written: \(error.localizedDescription)")
      }
    }
  }
}
