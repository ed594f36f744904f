import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Runtimes

/// An API that answers as the path of its address says: Tests/Fixtures/openai/fake_api.py. Ends with this object.
private final class FakeAPI: Sendable {
  private let folder: String
  /// Closed by the end of the test, however that comes, which ends the process.
  private let input = Pipe()
  let port: Int

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/openai/fake_api.py").standardizedFileURL.path
    let started = Process()
    started.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    started.arguments = ["python3", script, folder + "/port", folder + "/choice"]
    started.standardInput = input
    started.standardOutput = FileHandle.nullDevice
    started.standardError = FileHandle.nullDevice
    try started.run()
    let file = folder + "/port"
    #expect(await eventually { FileManager.default.fileExists(atPath: file) })
    port = try #require(Int(try String(contentsOfFile: file, encoding: .utf8)))
  }

  deinit {
    try? input.fileHandleForWriting.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What `/switch` answers from now on.
  func choose(_ text: String) throws {
    try text.write(toFile: folder + "/choice", atomically: true, encoding: .utf8)
  }

  func runtime(_ path: String, models: [String] = ["*"]) -> OpenAIRuntime {
    OpenAIRuntimeTests.runtime("http://127.0.0.1:\(port)/\(path)", models: models)
  }
}

@Suite(.timeLimit(.minutes(5))) struct OpenAIRuntimeTests {
  private let api: FakeAPI

  init() async throws { api = try await FakeAPI() }

  /// As Muster's own: a connection that cannot be made is not tried again.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(configuration: configuration)
  }()

  fileprivate static func runtime(_ url: String, models: [String] = ["*"]) -> OpenAIRuntime {
    OpenAIRuntime(
      settings: .init(
        id: RuntimeID("far"), url: url, keys: ["one", "two"], models: models.map(ModelPattern.init),
        healthInterval: .milliseconds(50)),
      client: client, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test func `offers what the API lists, each name once, in order`() async throws {
    let scan = await api.runtime("ok/b,a,b").scan()
    #expect(scan.weights.map(\.name) == ["a", "b"])
    #expect(scan.weights.allSatisfy { $0.file == nil && $0.fileBytes == nil }, "it cannot be known")
    #expect(scan.problem == nil)
  }

  @Test func `offers only what the patterns name`() async throws {
    let scan = await api.runtime("ok/gpt-5,gpt-4,llama", models: ["gpt-*", "other"]).scan()
    #expect(scan.weights.map(\.name) == ["gpt-4", "gpt-5"])
  }

  @Test func `takes a list that is null for an empty one`() async throws {
    let scan = await api.runtime("null").scan()
    #expect(scan == WeightsScan())
  }

  @Test(arguments: [
    ("status/401", "answers with an unusable list of models (status 401: as was asked for)"),
    ("status/500", "answers with an unusable list of models (status 500: as was asked for)"),
    ("text", "answers with an unusable list of models (status 200: <html>Sign in</html>)"),
    ("silent", "does not answer within 3 s"),
  ])
  func `says why the API cannot be used`(_ path: String, _ problem: String) async throws {
    #expect(await api.runtime(path).scan().problem == problem)
  }

  @Test func `says that nothing listens, and that a host has no address`() async throws {
    let port = try #require(LoopbackPort.reserve())
    port.giveBack()
    #expect(
      await Self.runtime("http://127.0.0.1:\(port.number)/v1").scan().problem?.hasPrefix("cannot be reached") == true)
    #expect(
      await Self.runtime("http://nowhere.invalid/v1").scan().problem
        == "cannot be reached: the host name 'nowhere.invalid' has no address")
  }

  @Test func `keeps what it had when the API fails, and reports both`() async throws {
    try api.choose("a")
    let runtime = api.runtime("switch")
    var scans = runtime.scans().makeAsyncIterator()
    #expect(await scans.next()?.weights.map(\.name) == ["a"])
    try api.choose("gone")
    let failed = await scans.next()
    #expect(failed?.weights.map(\.name) == ["a"])
    #expect(failed?.problem != nil)
    try api.choose("a,b")
    let back = await scans.next()
    #expect(back?.weights.map(\.name) == ["a", "b"])
    #expect(back?.problem == nil)
  }

  private func run(
    _ name: String, of runtime: OpenAIRuntime, until stop: StopSignal = StopSignal(),
    _ report: @escaping @Sendable (RunReport) -> Void = { _ in }
  ) async -> RunEnd {
    await runtime.run(
      AvailableWeights(
        baseModel: ModelID(stored: "far/\(name)"), runtime: runtime.id, name: name, fileBytes: nil, fingerprint: name),
      LaunchSettings(), stop: stop, report: report)
  }

  @Test func `is ready at once, under its own name and with all keys, and ends when it is told to`() async throws {
    let stop = StopSignal()
    let reports = Mutex<[RunReport]>([])
    let end = await run("a", of: api.runtime("ok/a"), until: stop) { report in
      reports.withLock { $0.append(report) }
      stop.fire()
    }
    let upstream = Upstream(url: "http://127.0.0.1:\(api.port)/ok/a", keys: ["one", "two"], model: "a")
    #expect(reports.withLock { $0.first } == .ready(upstream, pid: nil, Observation()))
    #expect(end.cause == .stopped)
    #expect(end.freedBytes == nil)
    #expect((0..<3).map { upstream.key(for: $0) } == ["one", "two", "one"], "keys are used in turn")
  }

  @Test func `fails when the API does not list it, and may be tried again`() async throws {
    let end = await run("b", of: api.runtime("ok/a"))
    #expect(end.cause == .lost)
    #expect(end.detail == "runtime far no longer lists 'b'")
    #expect(end.isRetryable)
  }

  @Test func `is lost when the API fails several times in a row`() async throws {
    try api.choose("a")
    let runtime = api.runtime("switch")
    let watching = Task { for await _ in runtime.scans() {} }
    defer { watching.cancel() }
    let end = await run("a", of: runtime) { report in
      if case .ready = report { try? api.choose("gone") }
    }
    #expect(end.cause == .lost)
    #expect(end.detail.hasPrefix("runtime far answers with an unusable list"))
  }
}
