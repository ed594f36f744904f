import Domain
import Testing

@testable import Runtimes

/// The beginning of a GGUF file.
struct GGUF {
  var version: UInt32 = 3
  var isBigEndian = false
  var tensors: UInt64 = 1
  /// Overrides how many entries it says that it has.
  var count: UInt64?
  private(set) var entries: [[UInt8]] = []
  private(set) var shapes: [[UInt8]] = []

  init(
    _ architecture: String?, _ type: String? = nil, version: UInt32 = 3, tensors: UInt64 = 1, isBigEndian: Bool = false
  ) {
    self.version = version
    self.tensors = tensors
    self.isBigEndian = isBigEndian
    if let architecture { add("general.architecture", text: architecture) }
    if let type { add("general.type", text: type) }
  }

  mutating func add(_ key: String, text: String) { add(key, kind: 8, value: string(text)) }

  mutating func add(_ key: String, number value: UInt32) { add(key, kind: 4, value: number(value)) }

  mutating func addTensor(_ name: String, _ dimensions: [UInt64], type: UInt32) {
    shapes.append(
      string(name) + number(UInt32(dimensions.count)) + dimensions.flatMap(length) + number(type) + number(UInt64(0)))
    tensors = UInt64(shapes.count)
  }

  mutating func add(_ key: String, kind: UInt32, value: [UInt8]) {
    entries.append(string(key) + number(kind) + value)
  }

  /// A list of texts, as tokens are.
  mutating func addTokens(_ tokens: [String], saying count: UInt64? = nil) {
    add(
      "tokenizer.ggml.tokens", kind: 9,
      value: number(UInt32(8)) + length(count ?? UInt64(tokens.count)) + tokens.flatMap(string))
  }

  var bytes: [UInt8] {
    Array("GGUF".utf8) + number(version) + length(tensors) + length(count ?? UInt64(entries.count))
      + entries.flatMap(\.self) + shapes.flatMap(\.self)
  }

  private func string(_ text: String) -> [UInt8] { length(UInt64(text.utf8.count)) + Array(text.utf8) }

  private func length(_ value: UInt64) -> [UInt8] {
    version == 1 ? number(UInt32(truncatingIfNeeded: value)) : number(value)
  }

  private func number(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
  }
}

@Suite struct `The header of a GGUF file` {
  @Test(arguments: [1, 2, 3] as [UInt32])
  func `is read in every version`(_ version: UInt32) throws {
    let header = try #require(GGUFHeader(GGUF("llama", "model", version: version, tensors: 291).bytes))
    #expect((header.architecture, header.type, header.tensorCount) == ("llama", "model", 291))
  }

  @Test func `is found behind other entries`() throws {
    var file = GGUF(nil)
    file.add("some.flag", kind: 7, value: [1])
    file.add("some.number", kind: 6, value: [0, 0, 0, 0])
    file.add("some.large", kind: 10, value: Array(repeating: 0, count: 8))
    file.addTokens(["a", "b", "ü"])
    file.add("general.architecture", text: "clip")
    #expect(GGUFHeader(file.bytes)?.architecture == "clip")
  }

  @Test func `of another byte order is known as such`() throws {
    let header = try #require(GGUFHeader(GGUF("llama", isBigEndian: true).bytes))
    #expect(header.reasonToSkip(isWhole: true) == .otherByteOrder)
  }

  @Test(arguments: ["", "GGU", "GGUF", "<!DOCTYPE html>", "version https://git-lfs.github.com/spec/v1"])
  func `is not recognized in other files`(_ text: String) {
    #expect(GGUFHeader(Array(text.utf8)) == nil)
  }

  @Test func `that breaks off anywhere causes no crash, and the file is not skipped`() {
    var file = GGUF("llama", "adapter")
    file.addTokens(["one", "two"])
    let whole = file.bytes
    for count in 8..<whole.count {
      let reason = GGUFHeader(Array(whole[..<count]))?.reasonToSkip(isWhole: true)
      #expect(reason == nil || reason == .adapter)
    }
  }

  @Test func `with false lengths takes no memory`() {
    var lists = GGUF(nil)
    lists.addTokens([], saying: .max)
    lists.count = .max
    var texts = GGUF(nil)
    texts.add("general.architecture", kind: 8, value: Array(repeating: 0xFF, count: 8))
    var nested = GGUF(nil)
    nested.add("deep", kind: 9, value: Array(repeating: 9, count: 4096))
    var unknown = GGUF(nil)
    unknown.add("odd", kind: 99, value: [])
    for file in [lists, texts, nested, unknown] {
      #expect(GGUFHeader(file.bytes)?.architecture == nil)
      #expect(GGUFHeader(file.bytes)?.reasonToSkip(isWhole: true) == nil)
    }
  }

  @Test func `that cannot be opened is distinguished from another file`() {
    #expect(throws: HeaderFile.Unreadable(code: 2)) { try HeaderFile.beginning(of: "/nowhere/x.gguf") }
    #expect(throws: HeaderFile.Unreadable.self) { try HeaderFile.whole(of: "/") }
  }
}

@Suite struct `What is known of weights` {
  private func chatModel() -> GGUF {
    var file = GGUF(nil)
    // Before the architecture, as nothing forbids.
    file.add("llama.context_length", number: 131_072)
    file.add("general.architecture", text: "llama")
    file.add("general.type", text: "model")
    file.add("general.name", text: "Small Llama")
    file.add("general.size_label", text: "1B")
    file.add("llama.block_count", number: 16)
    file.addTokens(["one", "two"])
    file.add("general.file_type", number: 15)
    file.add("tokenizer.chat_template", text: String(repeating: "{{ message }}", count: 30))
    file.addTensor("token_embd.weight", [2048, 1000], type: 12)
    file.addTensor("output_norm.weight", [2048], type: 0)
    return file
  }

  private func facts(_ files: GGUF...) throws -> WeightsFacts {
    try #require(WeightsFacts(files.compactMap { GGUFHeader($0.bytes) }))
  }

  @Test func `is what the header says`() throws {
    let facts = try facts(chatModel())
    #expect(
      facts
        == WeightsFacts(
          architecture: "llama", name: "Small Llama", parameterCount: 2_050_048, sizeLabel: "1B",
          quantization: "Q4_K_M", contextLength: 131_072, layerCount: 16, hasChatTemplate: true))
    #expect(facts.purpose == .text)
  }

  @Test func `counts the weights of all parts`() throws {
    var second = GGUF(nil)
    second.addTensor("output.weight", [1000, 2048], type: 12)
    let facts = try facts(chatModel(), second)
    #expect((facts.parameterCount, facts.partCount, facts.architecture) == (4_098_048, 2, "llama"))
  }

  @Test func `names the type of most weights where the file names none`() throws {
    for fileType in [nil, 1024, 999] as [UInt32?] {
      var file = GGUF("llama")
      if let fileType { file.add("general.file_type", number: fileType) }
      file.addTensor("a", [100], type: 0)
      file.addTensor("b", [10], type: 8)
      file.addTensor("c", [10, 20], type: 8)
      #expect(try facts(file).quantization == "Q8_0")
    }
  }

  @Test(
    arguments: [
      (0, "qwen3", WeightsFacts.Purpose.text), (1, "bert", .embeddings), (2, "bert", .embeddings),
      (3, "qwen3", .embeddings), (4, "qwen3", .reranking), (99, "llama", .text), (nil, "nomic-bert", .embeddings),
      (nil, "llama", .text), (nil, "clip", .projector),
    ] as [(UInt32?, String, WeightsFacts.Purpose)])
  func `tells what a model answers with`(
    _ pooling: UInt32?, _ architecture: String, _ purpose: WeightsFacts.Purpose
  ) throws {
    var file = GGUF(architecture)
    if let pooling { file.add("\(architecture).pooling_type", number: pooling) }
    #expect(try facts(file).purpose == purpose)
  }

  @Test func `is less where the header breaks off, and never wrong`() throws {
    let whole = chatModel().bytes
    let all = try #require(GGUFHeader(whole))
    #expect(all.isComplete)
    for count in 8..<whole.count {
      let header = try #require(GGUFHeader(Array(whole[..<count])))
      let facts = try #require(WeightsFacts([header]))
      #expect(!header.isComplete && facts.parameterCount == nil)
      #expect(facts.hasChatTemplate == nil || facts.hasChatTemplate == true)
      #expect(facts.contextLength == nil || facts.contextLength == 131_072)
    }
  }

  @Test func `does not trap on shapes that lie`() throws {
    for dimensions in [[.max], [1 << 40, 1 << 40], [UInt64](repeating: 2, count: 9)] as [[UInt64]] {
      var file = GGUF("llama")
      file.addTensor("a", dimensions, type: 0)
      #expect(try facts(file).parameterCount == nil)
    }
    var twice = GGUF("llama")
    for name in ["a", "b"] { twice.addTensor(name, [1 << 62], type: 0) }
    #expect(try facts(twice).parameterCount == nil)
    var many = GGUF("llama")
    many.tensors = .max
    #expect(try facts(many).parameterCount == nil)
    var negative = GGUF("llama")
    negative.add("llama.context_length", kind: 5, value: [255, 255, 255, 255])
    #expect(try facts(negative).contextLength == nil)
  }

  @Test func `is read from files that are larger than one look`() throws {
    let fixture = try RuntimeFixture()
    defer { fixture.remove() }
    var file = GGUF("llama", "model")
    file.addTokens([String(repeating: "x", count: 1_500_000)])
    file.add("llama.context_length", number: 4096)
    file.addTensor("a", [64, 64], type: 1)
    let path = try fixture.write("x.gguf", bytes: file.bytes)
    #expect(try HeaderFile.beginning(of: path)?.contextLength == nil)
    let header = try #require(try HeaderFile.whole(of: path))
    #expect(header.isComplete && header.contextLength == 4096 && header.elements == [1: 4096])
  }
}
