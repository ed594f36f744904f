import AsyncHTTPClient
import Domain
import Foundation
import Testing

@testable import Runtimes

/// A model of Hugging Face's, and a runtime that starts the program that plays vLLM (Tests/Fixtures/vllm).
struct VLLMFixture: Sendable {
  struct Processes: Decodable, Sendable {
    var api: Int
    var engine: Int
    var worker: Int

    var all: [Int] { [api, engine, worker] }
  }

  struct Start: Decodable, Sendable {
    var arguments: [String]
    var environment: [String: String]
    var at: Double
  }

  struct Ready: Decodable, Sendable {
    var at: Double
  }

  static let program =
    "/\(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))/Fixtures/vllm/fake_vllm.py"

  let runtimes: RuntimeFixture
  let weights: AvailableWeights

  init() throws {
    runtimes = try RuntimeFixture()
    try Self.writeModel(runtimes, "org/tiny")
    weights = AvailableWeights(
      baseModel: try ModelID("org/tiny"), runtime: RuntimeID("local"), fileBytes: 40, fingerprint: "unimportant")
  }

  func remove() { runtimes.remove() }

  static func writeModel(_ fixture: RuntimeFixture, _ name: String, dataBytes: Int = 8) throws {
    try fixture.write(
      "\(name)/config.json", #"{"model_type":"llama","max_position_embeddings":4096,"num_hidden_layers":2}"#)
    try fixture.write("\(name)/model.safetensors", bytes: safetensors(dataBytes: dataBytes))
  }

  /// One tensor of 8 bytes, of which `dataBytes` are there.
  static func safetensors(dataBytes: Int) -> [UInt8] {
    let header = Array(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
      + [UInt8](repeating: 1, count: dataBytes)
  }

  func runtime(
    _ arguments: [String] = [], environment: [String: String] = [:], grace: Duration = .milliseconds(700)
  ) -> ProcessRuntime {
    runtimes.runtime(
      ["python3", Self.program, "serve", "{file}"] + arguments, profile: .vllm,
      environment: environment.merging(["FAKE_VLLM_FOLDER": runtimes.folder]) { given, _ in given }, grace: grace,
      healthTimeout: .seconds(5))
  }

  // MARK: - What it wrote

  /// In their order.
  func starts() throws -> [Start] {
    let starts: [Start] = try all("start-")
    return starts.sorted { $0.at < $1.at }
  }

  /// When the first of them was ready, in seconds since 1970.
  func firstReady() throws -> Double? {
    let ready: [Ready] = try all("ready-")
    return ready.map(\.at).min()
  }

  /// Waits until all processes of the latest start are there.
  func processes() async throws -> Processes {
    #expect(await eventually { !((try? all("pids-") as [Processes]) ?? []).isEmpty })
    let found: [Processes] = try all("pids-")
    return try #require(found.last)
  }

  private func all<Value: Decodable>(_ prefix: String) throws -> [Value] {
    try FileManager.default.contentsOfDirectory(atPath: runtimes.folder).filter { $0.hasPrefix(prefix) }.map {
      try JSONDecoder().decode(Value.self, from: Data((runtimes.read($0) ?? "").utf8))
    }
  }

  // MARK: - Requests

  /// A streamed answer, as far as it came.
  static func chat(_ upstream: Upstream, tokens: Int) async -> String {
    var request = HTTPClientRequest(url: "\(upstream.url)/chat/completions")
    request.method = .POST
    request.headers.add(name: "authorization", value: "Bearer \(upstream.keys.first ?? "")")
    let model = upstream.model ?? ""
    let body =
      #"{"model":"\#(model)","stream":true,"max_tokens":\#(tokens),"messages":[{"role":"user","content":"x"}]}"#
    request.body = .bytes(Array(body.utf8))
    var text = ""
    do {
      for try await chunk in try await HTTPClient.shared.execute(request, timeout: .seconds(60)).body {
        text += String(buffer: chunk)
      }
    } catch { text += "BROKEN" }
    return text
  }
}
