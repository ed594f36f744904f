import Domain
import Testing

@testable import Runtimes

@Suite(.serialized)  // each test starts a server
final class `What Ollama offers`: Sendable {
  private static let sharedBlob = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
  private let ollama: FakeOllama

  init() async throws { ollama = try await FakeOllama() }

  @Test func `has name, size, date and the digest of its weights`() async throws {
    let scan = await ollama.runtime().scan()
    #expect(scan.problem == nil)
    #expect(
      scan.weights.map(\.name) == ["gemma270:latest", "gemma270b:latest", "gemma270c:latest", "gemma270q8:latest"])
    let first = try #require(scan.weights.first)
    #expect(first.baseModel.text == "gemma270:latest")
    #expect(first.runtime == RuntimeID("box"))
    #expect(first.fileBytes == 253_113_180)
    #expect(first.changedAt == Timestamp(rfc3339: "2026-11-23T20:53:28Z"))
    #expect(first.fingerprint == "14f8ac0fb3c4d0781f89e8e94fb0f50f6074e4433c57f2974444117109948bb3")
    #expect(scan.weights.prefix(3).allSatisfy { $0.digest == Self.sharedBlob })
    #expect(scan.weights.last?.digest == "d3d21138dcca83884e329b4cd6939b905c15e06022a930ce13d6db4d9e67290a")
  }

  @Test func `tells the facts of its weights`() async throws {
    let scan = await ollama.runtime().scan()
    #expect(
      scan.weights.first?.facts
        == WeightsFacts(
          architecture: "gemma3", name: "gemma-3", parameterCount: 268_098_176, sizeLabel: "270M",
          quantization: "Q4_K_M", contextLength: 32_768, layerCount: 18, hasChatTemplate: true))
    #expect(scan.weights.first?.facts?.purpose == .text)
  }

  @Test func `tells of unusual models what it can`() {
    #expect(WeightsFacts(ollama: [:]) == nil)
    #expect(WeightsFacts(ollama: ["model_info": nil, "details": nil]) == nil)
    let details: JSON = ["family": "bert", "parameter_size": "33M", "quantization_level": "unknown"]
    #expect(WeightsFacts(ollama: ["details": details])?.purpose == .embeddings)
    #expect(WeightsFacts(ollama: ["details": details])?.quantization == nil)
    let embedder: JSON = [
      "general.architecture": "qwen3", "qwen3.pooling_type": 3, "qwen3.context_length": -1, "other.block_count": 4,
    ]
    let facts = WeightsFacts(ollama: ["model_info": embedder, "template": ""])
    #expect(facts == WeightsFacts(architecture: "qwen3", hasChatTemplate: false, pooling: .lastToken))
  }

  @Test func `is asked for its digests once`() async throws {
    let runtime = ollama.runtime()
    let first = await runtime.scan()
    #expect(await runtime.scan() == first)
    try await ollama.post("/api/copy", ["source": "gemma270", "destination": "copy:latest"])
    #expect(await runtime.scan().weights.first { $0.name == "copy:latest" }?.digest == Self.sharedBlob)
    #expect(await ollama.requests("/api/show").count == 4, "the copy has the manifest of its original")
  }

  @Test func `may be null`() async throws {
    try await ollama.change(["nulls": true])
    for name in ["gemma270", "gemma270b", "gemma270c", "gemma270q8"] {
      try await ollama.post("/api/delete", ["model": .string(name)], method: "DELETE")
    }
    #expect(await ollama.runtime().scan() == WeightsScan())
  }

  @Test func `stays what it was while the server cannot be asked, with the reason`() async throws {
    let runtime = ollama.runtime()
    let weights = await runtime.scan().weights
    ollama.kill()
    let gone = await runtime.scan()
    #expect(gone.weights == weights)
    // A connection that is kept from before may only be noticed to be closed.
    let problem = try #require(gone.problem)
    #expect(
      ["cannot be reached: ", "closes the connection", "does not answer"].contains { problem.hasPrefix($0) },
      "\(problem)")
    try await ollama.restart()
    #expect(await runtime.scan() == WeightsScan(weights: weights))
  }

  @Test func `is reported at once and then when it changes`() async throws {
    var scans = ollama.runtime().scans().makeAsyncIterator()
    let first = try #require(await scans.next())
    #expect(first.weights.count == 4)
    try await ollama.post("/api/copy", ["source": "gemma270", "destination": "copy:latest"])
    #expect(await scans.next()?.weights.map(\.name).contains("copy:latest") == true)
    try await ollama.change(["errors": ["/api/tags": [500, ["error": "out of order"]]]])
    #expect(await scans.next()?.problem == "answers with an unusable list of models (status 500: out of order)")
  }

  @Test func `includes embedding models, and none that only Ollama's cloud has`() async throws {
    for model: JSON in [
      ["name": "embedder:latest", "digest": "e1", "size": 5, "capabilities": ["embedding"]],
      ["name": "large:cloud", "digest": "c1", "size": 5, "remote_host": "https://ollama.com", "capabilities": []],
    ] { try await ollama.change(["add": model]) }
    let names = await ollama.runtime().scan().weights.map(\.name)
    #expect(names.contains("embedder:latest"))
    #expect(!names.contains("large:cloud"))
  }

  @Test func `has no digest where Ollama cannot tell it, and leaves out what cannot be an ID`() async throws {
    try await ollama.change(["errors": ["/api/show": [500, ["error": "invalid file magic"]]]])
    try await ollama.change(["add": ["name": "two words", "digest": "w1", "size": 5, "capabilities": []]])
    let scan = await ollama.runtime().scan()
    #expect(scan.weights.count == 4)
    #expect(scan.weights.allSatisfy { $0.digest == nil })
    #expect(scan.skipped.map(\.path) == ["two words"])
  }

  @Test(arguments: [
    ("FROM /var/lib/ollama/models/blobs/sha256-\(sharedBlob)\nTEMPLATE x", true),
    ("# FROM a:latest\n\nFROM C:\\Users\\a\\.ollama\\models\\blobs\\sha256-\(sharedBlob)\r\nTEMPLATE x", true),
    ("FROM /m/blobs/sha256-\(sharedBlob)\nFROM /m/blobs/sha256-\(String(repeating: "0", count: 64))", true),
    ("FROM llama3:latest\n", false), ("", false), ("# FROM /m/blobs/sha256-\(sharedBlob)", false),
  ])
  func `has the blob that its Modelfile names first`(_ modelfile: String, _ isNamed: Bool) {
    #expect(OllamaContents.blob(ofModelfile: modelfile) == (isNamed ? Self.sharedBlob : nil))
  }
}
