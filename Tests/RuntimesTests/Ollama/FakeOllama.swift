import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import Synchronization
import Testing

@testable import Runtimes

/// An Ollama server of its own for one test: Tests/Fixtures/ollama/fake_ollama.py.
final class FakeOllama: Sendable {
  private let folder: String
  private let server = Mutex<(process: Process, input: Pipe)?>(nil)
  let port: Int

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = folder + "/port"
    server.withLock { $0 = try? Self.start(port: 0, file: file) }
    #expect(await eventually { FileManager.default.fileExists(atPath: file) })
    port = try #require(Int(try String(contentsOfFile: file, encoding: .utf8)))
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func start(port: Int, file: String) throws -> (Process, Pipe) {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/ollama/fake_ollama.py").standardizedFileURL.path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script, String(port), file]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    return (process, input)
  }

  /// As by `kill -9`: what it had in memory is gone with it.
  func kill() {
    let running = server.withLock { running in
      defer { running = nil }
      return running
    }
    guard let running else { return }
    Foundation.kill(running.process.processIdentifier, SIGKILL)
    running.process.waitUntilExit()
  }

  func restart() async throws {
    let file = folder + "/port-\(UUID().uuidString)"
    let started = try Self.start(port: port, file: file)
    server.withLock { $0 = started }
    #expect(await eventually { FileManager.default.fileExists(atPath: file) })
  }

  // MARK: - Its state

  var url: String { "http://127.0.0.1:\(port)" }

  @discardableResult
  func post(_ path: String, _ body: JSON, method: String = "POST") async throws -> JSON {
    var request = HTTPClientRequest(url: url + path)
    request.method = .init(rawValue: method)
    request.body = .bytes(ByteBuffer(bytes: body.bytes()))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    return try JSON(parsing: Array(try await response.body.collect(upTo: 1 << 20).readableBytesView))
  }

  func change(_ settings: JSON) async throws { try await post("/fake", settings) }

  private func state() async -> JSON {
    do {
      let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url + "/fake"), timeout: .seconds(60))
      return try JSON(parsing: Array(try await response.body.collect(upTo: 1 << 20).readableBytesView))
    } catch {
      return nil
    }
  }

  /// The names in memory.
  func loaded() async -> [String] { await state()["runners"]?.array?.compactMap { $0["name"]?.string } ?? [] }

  /// Until when the models in memory stay.
  func expiries() async -> [String] {
    await state()["runners"]?.array?.compactMap { $0["expires_at"]?.string } ?? []
  }

  func isLoading() async -> Bool { await (state()["loading"]?.int ?? 0) > 0 }

  func requests(_ path: String) async -> [JSON] {
    await state()["log"]?.array?.compactMap { $0.array }.filter { $0[1].string == path }.map { $0[2] } ?? []
  }

  /// The commands to load, keep (-1) or unload (0), with the names.
  func commands(_ keepAlive: Int) async -> [String] {
    await requests("/api/generate").filter { $0["keep_alive"]?.int == keepAlive }.compactMap { $0["model"]?.string }
  }

  // MARK: - Muster's side

  /// As Muster's own: a refused connection is not tried again.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  func runtime(
    grace: Duration = .seconds(60), answerTimeout: Duration = .seconds(5), settlingTime: Duration = .milliseconds(100)
  ) -> OllamaRuntime {
    OllamaRuntime(
      settings: .init(
        id: RuntimeID("box"), url: url, healthInterval: .milliseconds(50), unloadGrace: grace,
        loadTimeout: .seconds(600), answerTimeout: answerTimeout, settlingTime: settlingTime),
      client: Self.client, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }
}

/// One `run` of a runtime, with its reports.
final class StartedRun: Sendable {
  let stop: StopSignal
  private let log: ReportLog
  private let task: Task<Void, Never>

  init(_ runtime: some Runtime, _ weights: AvailableWeights) {
    let (stop, log) = (StopSignal(), ReportLog())
    (self.stop, self.log) = (stop, log)
    task = Task { _ = await runtime.start(weights, stop: stop, reports: log) }
  }

  var reports: [RunReport] { log.reports }

  var hasEnded: Bool { log.hasEnded }

  func cancel() { task.cancel() }

  func end() async -> RunEnd { await log.end() }

  /// Waits for a report, from now on if `isNew`.
  /// - Returns: false when the run has ended without it.
  @discardableResult
  func reported(isNew: Bool = false, _ isWanted: (RunReport) -> Bool) async -> Bool {
    await log.first(isNew: isNew) { isWanted($0) ? true : nil } ?? false
  }

  /// Waits until it can be used.
  func ready() async -> (upstream: Upstream, bytes: Int?)? {
    await log.first { report in
      if case .ready(let upstream, _, let observation) = report { (upstream, observation.residentBytes) } else { nil }
    }
  }
}

extension RunReport {
  var isReady: Bool { if case .ready = self { true } else { false } }
  var bytes: Int? { if case .observed(let observation) = self { observation.residentBytes } else { nil } }
}

extension OllamaRuntime {
  /// Starts to load the weights that the server lists by this name.
  func start(_ name: String) async throws -> StartedRun {
    let weights = try #require(await scan().weights.first { $0.name == "\(name):latest" })
    return StartedRun(self, weights)
  }

  func startReady(_ name: String) async throws -> StartedRun {
    let run = try await start(name)
    guard await run.ready() != nil else {
      Issue.record("not ready: \(await run.end())")
      throw CancellationError()
    }
    return run
  }
}
