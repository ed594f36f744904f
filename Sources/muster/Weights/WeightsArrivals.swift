import ArgumentParser
import Domain
import Foundation

extension WeightsCommand {
  struct Download: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Download weights from a URL.",
      discussion: """
        Takes addresses of files and of Hugging Face as they are copied from the browser, and hf.co/ORG/REPO:QUANTIZATION. \
        A download survives broken connections and restarts of the server. The weights are available once they are \
        complete and verified.

          muster weights download https://huggingface.co/ORG/REPO/blob/main/model-Q4_K_M.gguf --wait
          muster weights download hf.co/ORG/REPO:Q4_K_M
        """)

    @Argument(help: "The address.") var url: String
    @Option(help: "Where the file goes below the models folder; a folder, if it ends in a slash.") var path: String?
    @Option(help: "The SHA-256 that the file must have.") var sha256: String?
    @Flag(help: "Wait until the download is complete.") var wait = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let connection = try server.connection()
      let answer = try await connection.post(
        "/api/v1/weights/downloads", Query(),
        ["url": .string(url), "path": .optional(path), "sha256": .optional(sha256)], within: .seconds(180))
      let name = (answer["files"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
      guard wait else {
        output.show(answer, text: "Downloading \(name). 'muster weights downloads' shows how far it is.")
        return
      }
      try await DownloadWait(connection: connection, id: answer["id"]?.string ?? "").run()
      output.show(answer, text: "\(name) is complete.")
    }
  }

  struct Downloads: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the downloads that are not complete.",
      discussion: """
          muster weights downloads
        """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().get("/api/v1/weights/downloads")
      let items = answer["items"]?.array ?? []
      output.show(
        answer, names: [], only: false,
        table: TextTable(
          columns: [.fixed("ID"), .fixed("STATE"), .number("RECEIVED"), .flexible("FILE"), .flexible("PROBLEM")],
          rows: items.map { item in
            [
              Cell(item["id"]?.string ?? ""),
              Cell(item["state"]?.string ?? "", item["state"]?.string == "failed" ? .bad : .plain),
              Cell(DownloadWait.received(item)), Cell(item["files"]?.array?.first?.string ?? ""),
              Cell(item["problem"]?.string ?? ""),
            ]
          }))
    }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Cancel a download, and remove what has arrived of it.",
      discussion: """
          muster weights cancel 0b0c1d4e-93f5-4a6b-8c57-2d8e7f601234
        """)

    @Argument(help: "The ID of the download; 'muster weights downloads' shows it.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/weights/downloads/cancel", Query(), ["id": .string(id)])
      output.show(answer, text: "The download was cancelled.")
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Resume a failed download where it stopped.",
      discussion: """
          muster weights resume 0b0c1d4e-93f5-4a6b-8c57-2d8e7f601234
        """)

    @Argument(help: "The ID of the download; 'muster weights downloads' shows it.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let answer = try await server.connection().post(
        "/api/v1/weights/downloads/resume", Query(), ["id": .string(id)])
      output.show(answer, text: "The download goes on.")
    }
  }

  struct Upload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Upload a GGUF file to the models folder.",
      discussion: """
          muster weights upload ./model-Q4_K_M.gguf
        """)

    @Argument(help: "The file.", completion: .file()) var file: String
    @Option(help: "Where the file goes below the models folder. By default its name.") var path: String?
    @Option(help: "The SHA-256 that the file must have.") var sha256: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var server: ConnectionOptions

    func run() async throws {
      let target = path ?? URL(fileURLWithPath: file).lastPathComponent
      let answer = try await server.connection().upload(
        "/api/v1/weights/upload", Query(["path": target, "sha256": sha256]), file: file,
        within: ServerConnection.longestWait)
      output.show(answer, text: "\(target) is uploaded: \(ByteCount.approximate(answer["bytes"]?.int ?? 0)).")
    }
  }
}

/// Waits for the end of a download, and shows how far it is.
struct DownloadWait {
  private static let pause = Duration.milliseconds(500)

  let connection: ServerConnection
  let id: String

  /// - Throws: `CommandFailure` when it failed.
  func run() async throws {
    defer { Terminal.progress("") }
    while true {
      let answer = try await connection.get("/api/v1/weights/downloads")
      guard let item = answer["items"]?.array?.first(where: { $0["id"]?.string == id }) else { return }
      if let problem = item["problem"]?.string { throw CommandFailure.refused(problem) }
      Terminal.progress(Self.received(item))
      try await Task.sleep(for: Self.pause)
    }
  }

  static func received(_ item: JSON) -> String {
    let received = item["received_bytes"]?.int ?? 0
    guard let total = item["total_bytes"]?.int, total > 0 else { return ByteCount.approximate(received) }
    return "\(ByteCount.approximate(received)) of \(ByteCount.approximate(total)), \(received * 100 / total)%"
  }
}
