import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Subprocess
import Synchronization
import Testing

@testable import Runtimes

/// A real router with models of random weights, under a guard: nothing of it outlives the tests.
///
/// Each test has its own: a router is up within 50 ms, and tests kill it.
final class RouterFixture: Sendable {
  let folder: String
  let url: String
  /// As Muster has it: a refused connection is refused at once.
  static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(configuration: configuration)
  }()
  private let port: LoopbackPort
  private let arguments: [String]
  /// The guard, and the pipe whose end it waits for.
  private let running = Mutex<(guard: Process, input: Pipe)?>(nil)

  /// - Parameter arguments: in addition to those that Muster recommends.
  init(_ arguments: String...) throws {
    try #require(RuntimeFixture.hasMuster, "build the executable first: swift build --product muster")
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder + "/models", withIntermediateDirectories: true)
    // An answer that is cut by an unload keeps its process for 10 s unless told otherwise.
    try Data("[*]\nstop-timeout = 1\n".utf8).write(to: URL(fileURLWithPath: folder + "/presets.ini"))
    port = try #require(LoopbackPort.reserve())
    url = "http://127.0.0.1:\(port.number)"
    self.arguments = arguments
  }

  deinit {
    try? running.withLock(\.self)?.input.fileHandleForWriting.close()
    running.withLock(\.self)?.guard.waitUntilExit()
    port.giveBack()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func start() async throws {
    let program = try #require(
      RuntimeFixture.llamaServer, "MUSTER_LLAMA_SERVER names no llama-server: use scripts/test units")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: RuntimeFixture.muster)
    process.arguments =
      [
        "__guard", "3000", "--", program, "--models-dir", folder + "/models", "--models-preset",
        folder + "/presets.ini", "--host", "127.0.0.1", "--port", "\(port.number)", "--threads", "1", "--ctx-size",
        "2048", "--no-webui", "--models-max", "0", "--no-models-autoload",
      ] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["OMP_WAIT_POLICY": "passive"]) { $1 }
    let input = Pipe()
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    running.withLock { $0 = (process, input) }
    let health = HealthProbe(client: RouterFixture.client, url: url + "/health", key: nil)
    try #require(await eventually { await health.ask(within: .seconds(5)) == .healthy })
  }

  /// Ends the router like a crash, without waiting for it.
  func crash() throws { Foundation.kill(pid_t(try pid()), SIGKILL) }

  /// Ends the router like a crash, and waits until its models' processes have followed it.
  func kill() async throws {
    try crash()
    try #require(await eventually { ProcessTable.pids(mentioning: self.folder) == [] })
  }

  /// Makes the router hang.
  func stop() async throws { try await ProcessTable.stop(pid()) }

  /// Ends a `stop()`.
  func resume() throws { Foundation.kill(pid_t(try pid()), SIGCONT) }

  /// Of the router itself.
  private func pid() throws -> Int {
    let routers = ProcessTable.pids(mentioning: folder).filter { pid in
      ProcFile.text("\(pid)/cmdline").map { $0.contains("--models-dir") && !$0.contains("__guard") } ?? false
    }
    return try #require(routers.first)
  }

  /// The processes of a model.
  func processes(of model: String) -> [Int] {
    ProcessTable.pids(mentioning: "\(folder)/models/\(model).gguf")
  }

  func makeModel(_ name: String, _ options: String...) async throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let arguments = ["\(root)/scripts/make-model", "\(folder)/models/\(name).gguf"] + options
    // With the Python at hand where that has the packages, else in the project's environment.
    let direct = try await Subprocess.run(
      .name("python3"), arguments: Arguments(arguments), output: .discarded, error: .discarded)
    if direct.terminationStatus.isSuccess { return }
    let made = try await Subprocess.run(
      .path(.init("\(root)/scripts/python-environment")),
      arguments: Arguments(["--with", "model", "python"] + arguments), output: .discarded)
    try #require(made.terminationStatus.isSuccess, "scripts/make-model failed")
  }

  func runtime(keys: [String] = [], timeout: Duration = .seconds(5)) -> LlamaRouterRuntime {
    LlamaRouterRuntime(
      settings: .init(
        id: RuntimeID("router"), origin: .attached(url: url, keys: keys), healthInterval: .milliseconds(50),
        healthTimeout: timeout, unloadGrace: .seconds(20)),
      client: RouterFixture.client, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  func weights(_ model: String) -> AvailableWeights {
    AvailableWeights(
      baseModel: ModelID(stored: model), runtime: RuntimeID("router"), fileBytes: nil, fingerprint: model)
  }

  // MARK: - By hand

  func post(_ path: String, _ body: JSON) async throws -> ServerAPI.Answer {
    try await ServerAPI(client: RouterFixture.client, url: url, key: nil).post(path, body, within: .seconds(60))
  }

  func load(_ model: String) async throws {
    try #require(try await post("/models/load", ["model": .string(model)]).isSuccess)
    try #require(await eventually { await self.status(of: model) == .loaded })
  }

  func status(of model: String) async -> RouterModel.Status? {
    let answer = try? await ServerAPI(client: RouterFixture.client, url: url, key: nil).get(
      "/models", within: .seconds(5))
    return answer.flatMap { try? RouterModel.list(in: $0) }?.first { $0.id == model }?.status
  }
}

extension Upstream {
  private func chat(_ content: [(String, JSON)]) -> JSON {
    let messages: JSON = [["role": "user", "content": "Hello"]]
    return .object(
      .init(
        [("model", .optional(model)), ("messages", messages)].map { (key: $0.0, value: $0.1) }
          + content.map { (key: $0.0, value: $0.1) }))
  }

  /// The text of a chat completion, or of the error.
  func answer() async -> String {
    let api = ServerAPI(client: RouterFixture.client, url: url, key: key(for: 0))
    do throws(ServerAPI.Problem) {
      let answer = try await api.post("/chat/completions", chat([("max_tokens", 4)]), within: .seconds(60))
      return answer.body?["choices"]?.array?.first?["message"]?["content"]?.string ?? answer.message
    } catch {
      return error.description
    }
  }

  /// Calls `first` at the first event of a long streamed answer; returns the rest of it when it has ended.
  func stream(first: () -> Void) async throws -> String {
    var request = HTTPClientRequest(url: url + "/chat/completions")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    request.body = .bytes(chat([("max_tokens", 2000), ("stream", true)]).bytes())
    let response = try await RouterFixture.client.execute(request, timeout: .seconds(60))
    var rest: String?
    for try await part in response.body {
      if rest == nil { first() }
      rest = (rest ?? "") + String(buffer: part)
    }
    return rest ?? ""
  }
}
