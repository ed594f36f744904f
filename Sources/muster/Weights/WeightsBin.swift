import ArgumentParser
import Domain

extension WeightsCommand {
  struct Bin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the deleted weights.",
      discussion: """
          muster weights bin
        """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().get("/api/v1/weights/bin")
      let items = answer["items"]?.array ?? []
      output.show(
        answer, names: [], only: false,
        table: TextTable(
          columns: [.fixed("ID"), .flexible("NAME"), .number("SIZE"), .fixed("DELETED"), .flexible("REASON")],
          rows: items.map { item in
            [
              Cell(item["id"]?.string ?? ""), Cell(item["name"]?.string ?? ""),
              Cell(item["bytes"]?.int.map(ByteCount.approximate) ?? ""),
              Cell(item["deleted_at"]?.int.map { Terminal.localTime($0) } ?? ""), Cell(item["reason"]?.string ?? ""),
            ]
          }))
    }
  }

  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Restore weights from the bin.",
      discussion: """
          muster weights restore 0b0c1d4e-93f5-4a6b-8c57-2d8e7f601234
        """)

    @Argument(help: "The ID in the bin; 'muster weights bin' shows it.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post("/api/v1/weights/bin/restore", Query(), ["id": .string(id)])
      output.show(answer, text: "'\(answer["name"]?.string ?? id)' is restored.")
    }
  }

  struct Purge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Permanently delete weights from the bin, which frees their space.",
      discussion: """
          muster weights purge 0b0c1d4e-93f5-4a6b-8c57-2d8e7f601234
        """)

    @Argument(help: "The ID in the bin; 'muster weights bin' shows it.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post("/api/v1/weights/bin/purge", Query(), ["id": .string(id)])
      let bytes = ByteCount.approximate(answer["bytes"]?.int ?? 0)
      output.show(answer, text: "'\(answer["name"]?.string ?? id)' is permanently deleted; \(bytes) freed.")
    }
  }
}
