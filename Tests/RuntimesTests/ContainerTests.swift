import Domain
import Foundation
import Synchronization
import Testing

@testable import Runtimes

/// With an engine that is a daemon of its own, like docker's, and with podman where MUSTER_PODMAN tells how to run it.
@Suite(.serialized)
struct `A model in a container` {
  @Test(arguments: EngineFixture.kinds)
  func `is ready when its container answers, and is ended by the engine`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let runtime = try engine.runtime()
    let end = try await runtime.withRunning(engine.weights) { stop, upstream, _ in
      #expect(upstream.url.hasPrefix("http://127.0.0.1:"))
      let names = await engine.names()
      #expect(names.count == 1 && names.allSatisfy { $0.hasPrefix("muster-") }, "\(names)")
      #expect(engine.servers().count == 1)
      stop.fire()
    }
    #expect(end.cause == .stopped, "\(end)")
    #expect(await engine.names() == [])
    #expect(engine.servers() == [])
  }

  @Test func `takes as much memory as its control group tells, else an unknown amount`() async throws {
    for kind in EngineFixture.kinds {
      let engine = try EngineFixture(kind)
      let reports = ReportLog()
      let stop = StopSignal()
      let runtime = try engine.runtime()
      async let end = runtime.start(engine.weights, stop: stop, reports: reports)
      let ready = try #require(await reports.ready())
      if kind == .podman {
        #expect(ready.observation.residentBytes ?? 0 > 1_000_000)
      } else {
        #expect(ready.observation == Observation())
      }
      stop.fire()
      #expect(await end.cause == .stopped)
    }
  }

  @Test func `answers on the port that the engine publishes`() async throws {
    let engine = try EngineFixture(.scripted)
    let end = try await engine.runtime(isPublished: true).withRunning(engine.weights) { stop, _, _ in stop.fire() }
    #expect(end.cause == .stopped)
    #expect(await engine.names() == [])
  }

  @Test(arguments: EngineFixture.kinds)
  func `that does not end by itself is killed after the grace`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let runtime = try engine.runtime("signal.signal(signal.SIGTERM, signal.SIG_IGN)", grace: .seconds(1))
    let clock = ContinuousClock()
    let start = clock.now
    let end = try await runtime.withRunning(engine.weights) { stop, _, _ in stop.fire() }
    #expect(end.cause == .stopped)
    #expect(clock.now - start >= .seconds(1))
    #expect(engine.servers() == [])
  }

  @Test(arguments: EngineFixture.kinds)
  func `that hangs is killed`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let runtime = try engine.runtime(
      "def healthy():\n    if (here / 'hang').exists(): time.sleep(600)\n    return 200")
    let end = try await runtime.withRunning(engine.weights) { _, _, _ in try engine.fixture.write("hang") }
    #expect(end.cause == .hung)
    #expect(await engine.names() == [])
    #expect(engine.servers() == [])
  }

  @Test(arguments: EngineFixture.kinds)
  func `is removed when its client was killed`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let end = try await engine.runtime().withRunning(engine.weights) { _, _, _ in
      kill(pid_t(try #require(engine.clients().first)), SIGKILL)
    }
    #expect(end.cause == .signalled(9))
    #expect(await engine.names() == [])
    #expect(engine.servers() == [])
  }

  @Test(arguments: EngineFixture.kinds)
  func `says why the engine could not run it`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let runtime = try engine.runtime("sys.exit('error: the card is missing')")
    let end = await runtime.start(engine.weights, stop: StopSignal())
    #expect(end.cause == .exited(status: 1))
    #expect(end.detail == "error: the card is missing")
    #expect(await engine.names() == [])
  }

  @Test(arguments: EngineFixture.kinds)
  func `of an earlier Muster of this data folder is removed, and of no other`(_ kind: EngineFixture.Kind) async throws {
    let engine = try EngineFixture(kind)
    let earlier = ContainerOwner(folder: engine.fixture.folder)
    let other = ContainerOwner(folder: "/")
    #expect(earlier.id == engine.owner.id && earlier.prefix != engine.owner.prefix && other.id != earlier.id)
    for owner in [earlier, other] { try await engine.leave(owner.nextName(), of: owner) }
    #expect(await engine.names().count == 1)
    let stop = StopSignal()
    stop.fire()
    try await engine.runtime().serve(until: stop)
    #expect(await engine.names() == [])
    #expect(await engine.names(of: other).count == 1)
    for name in await engine.names(of: other) { _ = await engine.engine.ask("rm", "--force", name) }
  }
}

/// An engine, and servers to run in its containers.
final class EngineFixture: Sendable {
  enum Kind: Sendable { case scripted, podman }

  /// `podman run` with the options that this machine needs, such as `podman --runtime runc run --ulimit host`.
  private static let podman = ProcessInfo.processInfo.environment["MUSTER_PODMAN"].map {
    $0.split(separator: " ").map(String.init)
  }
  static var kinds: [Kind] { podman == nil ? [.scripted] : [.scripted, .podman] }

  let fixture: RuntimeFixture
  let owner: ContainerOwner
  let engine: ContainerEngine
  let weights: AvailableWeights
  private let run: [String]
  private let image: [String]
  private let daemon = Mutex<(process: Process, input: Pipe)?>(nil)

  init(_ kind: Kind) throws {
    fixture = try RuntimeFixture()
    owner = ContainerOwner(folder: fixture.folder)
    try fixture.write("alpha.gguf")
    weights = AvailableWeights(
      baseModel: try ModelID("alpha"), runtime: RuntimeID("local"), fileBytes: 4, fingerprint: "unimportant")
    let root = fixture.path("root")
    for name in ["usr", "proc", "sys", "dev", "tmp", "etc", "run"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
    }
    for name in ["bin", "lib", "lib64"] {
      try FileManager.default.createSymbolicLink(atPath: "\(root)/\(name)", withDestinationPath: "usr/\(name)")
    }
    switch kind {
    case .podman:
      run = try #require(Self.podman)
      // The programs of this machine, without an image.
      image = ["--volume", "/usr:/usr:ro", "--volume", "\(fixture.folder):\(fixture.folder)", "--rootfs", root]
    case .scripted:
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/containers/engine.py").path
      let socket = fixture.path("engine")
      let client = try fixture.write("docker", "#!/bin/sh\nexec python3 '\(script)' '\(socket)' \"$@\"\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: client)
      run = [client, "run"]
      image = ["image"]
      daemon.withLock { $0 = try? Self.start(script, socket) }
      let deadline = Date.now + 60
      while !FileManager.default.fileExists(atPath: socket), Date.now < deadline { usleep(10_000) }
    }
    engine = ContainerEngine(client: Array(run.prefix { $0 != "run" }), environment: [:])
  }

  private static func start(_ script: String, _ socket: String) throws -> (Process, Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script, "--daemon", socket]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    return (process, input)
  }

  deinit {
    try? daemon.withLock(\.self)?.input.fileHandleForWriting.close()
    daemon.withLock(\.self)?.process.waitUntilExit()
    fixture.remove()
  }

  /// - Parameter body: as of `RuntimeFixture.server`.
  func runtime(
    _ body: String = "signal.signal(signal.SIGTERM, lambda *_: os._exit(0))", isPublished: Bool = false,
    grace: Duration = .seconds(3)
  ) throws -> ProcessRuntime {
    var server = try fixture.server(body)
    var options = ["--network", "host"]
    if isPublished {
      let inner = try #require(LoopbackPort.reserve()).number
      server = server.map { $0 == "{port}" ? String(inner) : $0 }
      options = ["--publish", "127.0.0.1:{port}:\(inner)"]
    }
    return fixture.runtime(run + options + image + server + ["{file}"], grace: grace, owner: owner)
  }

  /// A container that somebody has left.
  func leave(_ name: String, of owner: ContainerOwner) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      run + ["--name", name, "--label", "\(ContainerOwner.label)=\(owner.id)"] + image + ["sleep", "600"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try #require(await eventually { await self.names(of: owner).contains(name) })
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func names() async -> [String] { await names(of: owner) }

  func names(of owner: ContainerOwner) async -> [String] {
    let filter = "label=\(ContainerOwner.label)=\(owner.id)"
    let answer = await engine.ask("ps", "--all", "--filter", filter, "--format", "{{.Names}}", within: .seconds(60))
    return answer?.text.split(whereSeparator: \.isWhitespace).map(String.init).sorted() ?? ["no answer"]
  }

  /// The processes of servers, which are not those of clients.
  func servers() -> [Int] {
    ProcessTable.pids(mentioning: fixture.path("server.py")).filter { pid in
      ProcFile.text("\(pid)/cmdline").map { $0.hasPrefix("python3\0\(fixture.folder)") } ?? false
    }
  }

  func clients() -> [Int] {
    ProcessTable.pids(mentioning: owner.prefix).filter { pid in
      ProcFile.text("\(pid)/cmdline").map { !$0.contains("__guard") && $0.contains("\0run\0") } ?? false
    }
  }
}
