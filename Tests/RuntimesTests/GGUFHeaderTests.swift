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
      + entries.flatMap(\.self)
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
  func `is not seen in what is none`(_ text: String) {
    #expect(GGUFHeader(Array(text.utf8)) == nil)
  }

  @Test func `that breaks off anywhere is no trap, and no reason to leave a file out`() {
    var file = GGUF("llama", "adapter")
    file.addTokens(["one", "two"])
    let whole = file.bytes
    for count in 8..<whole.count {
      let reason = GGUFHeader(Array(whole[..<count]))?.reasonToSkip(isWhole: true)
      #expect(reason == nil || reason == .adapter)
    }
  }

  @Test func `that lies about its lengths costs nothing`() {
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

  @Test func `that cannot be opened is told from one that is none`() {
    #expect(throws: GGUFHeader.Unreadable(code: 2)) { try GGUFHeader(ofFile: "/nowhere/x.gguf") }
    #expect(throws: GGUFHeader.Unreadable.self) { try GGUFHeader(ofFile: "/") }
  }
}
