import AsyncHTTPClient
import Domain
import Foundation
import Logging
import Subprocess
import Testing

@testable import Runtimes

/// A temporary folder with small programs that act as model servers, and a runtime to run them.
struct RuntimeFixture: Sendable {
  let folder: String

  init() throws {
    try #require(Self.hasMuster, "build the executable first: swift build --product muster")
    folder =
      FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  @discardableResult
  func write(_ name: String, _ text: String = "GGUF") throws -> String {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ name: String, bytes: [UInt8]) throws -> String {
    let file = try write(name, "")
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func read(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }

  /// A model server in Python. `body` sees `port`, `here` (this folder), and may define `on_start` and `healthy`.
  func server(_ body: String = "") throws -> [String] {
    let script = """
      import http.server, os, pathlib, signal, subprocess, sys, threading, time
      port, here = int(sys.argv[1]), pathlib.Path(sys.argv[2])
      def on_start(): pass
      def healthy(): return 200
      \(body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n"))
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(healthy()); self.send_header("Content-Length", "0"); self.end_headers()
          def log_message(self, *rest): pass
      on_start()
      http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
      """
    return ["python3", try write("server.py", script), "{port}", folder, "{key}"]
  }

  func runtime(
    _ command: [String], profile: ServerProfile? = nil, environment: [String: String] = [:],
    grace: Duration = .seconds(3), healthTimeout: Duration = .milliseconds(400), owner: ContainerOwner? = nil
  ) -> ProcessRuntime {
    ProcessRuntime(
      settings: .init(
        id: RuntimeID("local"), modelsFolder: folder, command: command, profile: profile,
        environment: environment, unloadGrace: grace, healthInterval: .milliseconds(50),
        healthTimeout: healthTimeout, guardExecutable: Self.muster,
        containerOwner: owner ?? ContainerOwner(folder: folder)),
      client: .shared, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Beside the tests' bundle: SwiftPM builds both into one folder.
  static let muster: String = {
    if let given = ProcessInfo.processInfo.environment["MUSTER_EXECUTABLE"] { return given }
    let arguments = CommandLine.arguments
    let bundle =
      arguments.first { $0.hasSuffix(".xctest") } ?? arguments.firstIndex(of: "--test-bundle-path")
      .map { arguments[$0 + 1] } ?? arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("muster")
      .path
  }()

  static var hasMuster: Bool { FileManager.default.isExecutableFile(atPath: muster) }
  static var llamaServer: String? { ProcessInfo.processInfo.environment["MUSTER_LLAMA_SERVER"] }
}

enum ProcessTable {
  static func exists(_ pid: Int) -> Bool {
    guard let state = ProcFile.statFields(pid: pid)?.first else { return false }
    return state != "Z" && state != "X"
  }

  /// The processes whose command line holds the text.
  static func pids(mentioning text: String) -> [Int] {
    ProcFile.entries("").compactMap { Int($0) }.filter {
      exists($0) && ProcFile.text("\($0)/cmdline")?.contains(text) == true
    }
  }

  static func parent(of pid: Int) -> Int? { ProcFile.statFields(pid: pid).flatMap { Int($0[1]) } }

  /// Sends SIGSTOP and waits for it: a thread on another processor runs on, and may answer, for a moment.
  static func stop(_ pid: Int) async throws {
    kill(pid_t(pid), SIGSTOP)
    try #require(
      await eventually {
        ProcFile.entries("\(pid)/task").allSatisfy { task in
          ProcFile.statFields("\(pid)/task/\(task)/stat")?.first.map { "TZX".contains($0) } ?? true
        }
      })
  }
}

/// Waits for what the system gives no event for, but never longer than the deadline.
func eventually(within deadline: Duration = .seconds(180), _ condition: () async -> Bool) async
  -> Bool
{
  let clock = ContinuousClock()
  let end = clock.now + deadline
  while clock.now < end {
    if await condition() { return true }
    try? await clock.sleep(for: .milliseconds(5))
  }
  return await condition()
}
