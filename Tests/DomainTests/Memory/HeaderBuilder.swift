@testable import Domain

/// Writes the header of a GGUF file that has no weights behind it.
struct HeaderBuilder {
  private static let u32: UInt32 = 4
  private static let bool: UInt32 = 7
  private static let text: UInt32 = 8
  private static let list: UInt32 = 9

  let architecture: String
  /// Overrides how many tensors it says that it has.
  var tensorCount: UInt64?
  private var entries: [[UInt8]] = []
  private var tensors: [[UInt8]] = []

  init(_ architecture: String, _ numbers: [String: Int] = [:], lists: [String: [Int]] = [:]) {
    self.architecture = architecture
    entries.append(Self.bytes("general.architecture") + Self.bytes(Self.text) + Self.bytes(architecture))
    for (key, number) in numbers.sorted(by: { $0.key < $1.key }) { add(key, number) }
    for (key, numbers) in lists.sorted(by: { $0.key < $1.key }) { add(key, numbers) }
  }

  /// A small decoder: 4 layers of 18 heads with 32 numbers each, as `scripts/make-model --size 55MB` writes it.
  static func decoder(
    _ architecture: String = "llama", _ numbers: [String: Int] = [:], lists: [String: [Int]] = [:]
  ) -> HeaderBuilder {
    let usual = [
      "block_count": 4, "context_length": 8192, "embedding_length": 576, "feed_forward_length": 1152,
      "attention.head_count": 18, "attention.head_count_kv": 18, "vocab_size": 403,
    ]
    let replaced = usual.filter { lists[$0.key] == nil }
    return HeaderBuilder(architecture, replaced.merging(numbers) { $1 }, lists: lists)
  }

  mutating func add(_ key: String, _ number: Int) {
    add(raw: "\(architecture).\(key)", kind: Self.u32, Self.bytes(UInt32(number)))
  }

  mutating func add(_ key: String, _ isOn: Bool) {
    add(raw: "\(architecture).\(key)", kind: Self.bool, [isOn ? 1 : 0])
  }

  mutating func add(_ key: String, _ numbers: [Int]) {
    add(
      raw: "\(architecture).\(key)", kind: Self.list,
      Self.bytes(Self.u32) + Self.bytes(UInt64(numbers.count)) + numbers.flatMap { Self.bytes(UInt32($0)) })
  }

  mutating func add(raw key: String, kind: UInt32, _ value: [UInt8]) {
    entries.append(Self.bytes(key) + Self.bytes(kind) + value)
  }

  mutating func addTokens(_ tokens: [String]) {
    add(
      raw: "tokenizer.ggml.tokens", kind: Self.list,
      Self.bytes(Self.text) + Self.bytes(UInt64(tokens.count)) + tokens.flatMap(Self.bytes))
  }

  mutating func addTensor(_ name: String, _ dimensions: [UInt64], type: UInt32 = 0) {
    tensors.append(
      Self.bytes(name) + Self.bytes(UInt32(dimensions.count)) + dimensions.flatMap(Self.bytes) + Self.bytes(type)
        + Self.bytes(UInt64(0)))
  }

  var bytes: [UInt8] {
    Array("GGUF".utf8) + Self.bytes(UInt32(3)) + Self.bytes(tensorCount ?? UInt64(tensors.count))
      + Self.bytes(UInt64(entries.count)) + entries.flatMap(\.self) + tensors.flatMap(\.self)
  }

  var header: GGUFHeader { GGUFHeader(bytes)! }

  static func bytes(_ text: String) -> [UInt8] { bytes(UInt64(text.utf8.count)) + Array(text.utf8) }

  static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

extension MemorySettings {
  static func with(_ change: (inout MemorySettings) -> Void) -> MemorySettings {
    var settings = MemorySettings()
    change(&settings)
    return settings
  }
}

/// 1 MiB.
let mebibyte = 1 << 20
