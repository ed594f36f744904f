import Domain
import Foundation
import Subprocess
import Testing

@testable import Runtimes

/// What is computed from a header, against what a real llama-server says that it took.
@Suite(.serialized, .timeLimit(.minutes(5)))  // each takes a core
final class `The memory of a llama-server`: Sendable {
  private let folder: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let matrix: [[String]] = [
    [], ["-c", "2048"], ["-c", "5000", "-np", "3"], ["-c", "5000", "-np", "3", "-kvu"], ["-np", "4"],
    ["-c", "32768", "-ctk", "q8_0", "-ctv", "q8_0"], ["-ctk", "q4_0"], ["-fa", "on", "-ctv", "q5_1"],
    ["-b", "2048", "-ub", "2048"], ["-ub", "64"], ["-b", "128"], ["-fa", "off"],
    ["-fa", "off", "-c", "4096", "-np", "2"], ["--embedding", "-ub", "256"],
  ]

  @Test func `is what its header and its arguments say`() async throws {
    let model = try await makeModel("--size", "20MB")
    let bytes = try #require(try FileManager.default.attributesOfItem(atPath: model)[.size] as? Int)
    let header = try HeaderFile.whole(of: model)
    for words in Self.matrix {
      var settings = MemorySettings()
      settings.read(words: words)
      let estimate = MemoryEstimate([header], fileBytes: bytes, settings)
      let run = try await run(model, words)
      let taken = try #require(run.log.devices[LlamaMemoryLog.host], "\(words): \(run.lines.suffix(5))")
      #expect(estimate.stage == .computed)
      // The log has two decimals of a MiB; keys and values of 16 bits are round numbers of these.
      #expect(abs(taken.context - estimate.context.total) <= 5243, "\(words)")
      if settings.cacheTypeK == .f16, settings.cacheTypeV == .f16 {
        #expect(taken.context == estimate.context.total, "\(words)")
      }
      #expect(abs(taken.model - estimate.weights.total) <= 1 << 20, "\(words)")
      let compute = taken.compute + taken.output
      #expect(compute <= estimate.compute.total, "\(words)")
      #expect(estimate.compute.total <= compute * 3 / 2 + 1 << 20, "\(words)")
      let projection = try #require(run.log.projection, "\(words)")
      #expect(abs(projection.bytes - taken.total) <= 4 << 20, "\(words)")
      #expect(run.residentBytes <= estimate.split.total, "\(words)")
    }
  }

  @Test func `is not in its log at the default verbosity, and nothing breaks`() async throws {
    let model = try await makeModel()
    let run = try await run(model, [], verbosity: "3")
    #expect(run.log.devices.isEmpty && run.log.slots == 4)
  }

  private struct Run: Sendable {
    var log = LlamaMemoryLog()
    var lines: [String] = []
    /// When it was ready.
    var residentBytes = 0
  }

  /// Kills the server when it is ready.
  private func run(_ model: String, _ words: [String], verbosity: String = "4") async throws -> Run {
    let program = try #require(
      ProcessInfo.processInfo.environment["MUSTER_LLAMA_SERVER"],
      "MUSTER_LLAMA_SERVER names no llama-server: use scripts/test units")
    let port = try #require(LoopbackPort.reserve())
    defer { port.giveBack() }
    // A device would take layers, and what it takes depends on what is free on it.
    let own = ["--host", "127.0.0.1", "--port", "\(port.number)", "--threads", "1", "--device", "none"]
    let arguments = ["--model", model] + own + words
    return try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments),
      environment: .inherit.updating(["LLAMA_ARG_LOG_VERBOSITY": verbosity, "OMP_WAIT_POLICY": "passive"]),
      input: .none, output: .sequence, error: .combinedWithOutput
    ) { execution in
      var run = Run()
      for try await line in execution.standardOutput.strings() {
        run.log.read(line)
        run.lines.append(line)
        guard line.contains("listening on") else { continue }
        run.residentBytes = Self.residentBytes(Int(execution.processIdentifier.value))
        // Asked to end at this moment, it may miss the request and run on.
        try execution.send(signal: .kill)
      }
      return run
    }.closureResult
  }

  private static func residentBytes(_ pid: Int) -> Int {
    let pages = (try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8))?.split(separator: " ")
    return (pages?.dropFirst().first.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  private func makeModel(_ options: String...) async throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let arguments = ["\(root)/scripts/make-model", "\(folder)/alpha.gguf"] + options
    // With the Python at hand where that has the packages, else in the project's environment.
    let direct = try await Subprocess.run(
      .name("python3"), arguments: Arguments(arguments), output: .discarded, error: .discarded)
    if !direct.terminationStatus.isSuccess {
      let made = try await Subprocess.run(
        .path(.init("\(root)/scripts/python-environment")),
        arguments: Arguments(["--with", "model", "python"] + arguments), output: .discarded)
      try #require(made.terminationStatus.isSuccess, "scripts/make-model failed")
    }
    return "\(folder)/alpha.gguf"
  }
}
