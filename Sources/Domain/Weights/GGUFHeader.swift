/// What the header of a GGUF file says of its contents (github.com/ggml-org/ggml, docs/gguf.md).
///
/// Writers put `general.*` first, the long lists of tokens behind, and the shapes of the tensors last, so the first
/// bytes tell what a file is, and some megabytes all of it. Every length in the file is checked against what was read:
/// no file can make this take long or much memory.
package struct GGUFHeader: Equatable, Sendable {
  private static let mostEntries: UInt64 = 65_536
  private static let mostTensors: UInt64 = 262_144
  private static let mostDimensions: UInt64 = 8
  private static let longestText = 256

  /// Was written by a machine of the other byte order: llama-server on this one cannot load it.
  package private(set) var isOtherByteOrder = false
  /// `general.architecture`, such as `llama` or `clip`.
  package private(set) var architecture: String?
  /// `general.type`, such as `model`, `adapter` or `mmproj`; older files have none.
  package private(set) var type: String?
  /// `general.name`.
  package private(set) var name: String?
  /// `general.size_label`, such as `8x7B`.
  package private(set) var sizeLabel: String?
  /// `general.parameter_count`, which few files have.
  package private(set) var declaredParameters: Int?
  /// `general.file_type`: number of llama.cpp's `llama_ftype`.
  package private(set) var fileType: Int?
  package private(set) var hasChatTemplate = false
  package private(set) var tensorCount: UInt64 = 0
  /// Numbers of weights by number of their `ggml_type`; empty while the shapes of the tensors are not among the bytes.
  package private(set) var elements: [Int: Int] = [:]
  /// All of the header was among the bytes.
  package private(set) var isComplete = false

  /// Whole numbers whose names begin with the architecture's, without it: `context_length`.
  private var ofArchitecture: [String: Int] = [:]

  /// - Returns: `nil` when the bytes do not begin a GGUF file.
  package init?(_ bytes: [UInt8]) {
    var reader = GGUFReader(bytes: bytes)
    guard bytes.starts(with: Array("GGUF".utf8)), reader.skip(4), let version = reader.number(4) else { return nil }
    if version & 0xFFFF == 0, version != 0 {
      isOtherByteOrder = true
      return
    }
    reader.lengthBytes = version == 1 ? 4 : 8
    guard let tensors = reader.number(reader.lengthBytes), let entries = reader.number(reader.lengthBytes) else {
      return
    }
    tensorCount = tensors
    guard readEntries(min(entries, Self.mostEntries), &reader), entries <= Self.mostEntries,
      tensors <= Self.mostTensors
    else { return }
    isComplete = readTensors(tensors, &reader)
  }

  /// `ARCHITECTURE.context_length`: tokens that the model was trained on.
  package var contextLength: Int? { positive("context_length") }
  /// `ARCHITECTURE.block_count`.
  package var layerCount: Int? { positive("block_count") }
  /// `ARCHITECTURE.pooling_type`: number of llama.cpp's `llama_pooling_type`.
  package var poolingType: Int? { ofArchitecture["pooling_type"] }

  private func positive(_ key: String) -> Int? { ofArchitecture[key].flatMap { $0 > 0 ? $0 : nil } }

  /// - Returns: whether all were among the bytes.
  private mutating func readEntries(_ count: UInt64, _ reader: inout GGUFReader) -> Bool {
    // The architecture may come behind what begins with its name.
    var numbers: [String: Int] = [:]
    defer {
      if let prefix = architecture.map({ $0 + "." }) {
        for (key, value) in numbers where key.hasPrefix(prefix) {
          ofArchitecture[String(key.dropFirst(prefix.count))] = value
        }
      }
    }
    for _ in 0..<count {
      guard let key = reader.text(atMost: Self.longestText), let kind = reader.number(4) else { return false }
      switch (key, kind) {
      case ("general.architecture", GGUFReader.textKind):
        architecture = reader.text(atMost: Self.longestText)
        if architecture == nil { return false }
      case ("general.type", GGUFReader.textKind):
        type = reader.text(atMost: Self.longestText)
        if type == nil { return false }
      case ("general.name", GGUFReader.textKind):
        guard readOptionalText(&reader, to: \.name) else { return false }
      case ("general.size_label", GGUFReader.textKind):
        guard readOptionalText(&reader, to: \.sizeLabel) else { return false }
      case ("tokenizer.chat_template", GGUFReader.textKind):
        guard reader.skipValue(kind) else { return false }
        hasChatTemplate = true
      default:
        guard readNumber(key, kind, into: &numbers, &reader) else { return false }
      }
    }
    return true
  }

  /// One that is too long, or no text, is left out: the file is none the worse for it.
  private mutating func readOptionalText(
    _ reader: inout GGUFReader, to field: WritableKeyPath<GGUFHeader, String?>
  ) -> Bool {
    let before = reader
    if let text = reader.text(atMost: Self.longestText) {
      self[keyPath: field] = text
      return true
    }
    reader = before
    return reader.skipValue(GGUFReader.textKind)
  }

  private mutating func readNumber(
    _ key: String, _ kind: UInt64, into numbers: inout [String: Int], _ reader: inout GGUFReader
  ) -> Bool {
    let before = reader
    guard let value = reader.wholeNumber(kind) else {
      reader = before
      return reader.skipValue(kind)
    }
    switch key {
    case "general.parameter_count": declaredParameters = value > 0 ? value : nil
    case "general.file_type": fileType = value
    default: numbers[key] = value
    }
    return true
  }

  /// - Returns: whether all were among the bytes, and make sense.
  private mutating func readTensors(_ count: UInt64, _ reader: inout GGUFReader) -> Bool {
    var found: [Int: Int] = [:]
    for _ in 0..<count {
      guard let length = reader.number(reader.lengthBytes), reader.skip(length),
        let dimensions = reader.number(4), dimensions <= Self.mostDimensions
      else { return false }
      var product = 1
      for _ in 0..<dimensions {
        guard let size = reader.number(reader.lengthBytes), let size = Int(exactly: size) else { return false }
        let (larger, isTooLarge) = product.multipliedReportingOverflow(by: size)
        if isTooLarge { return false }
        product = larger
      }
      guard let kind = reader.number(4), reader.skip(8) else { return false }
      let (sum, isTooLarge) = found[Int(kind), default: 0].addingReportingOverflow(product)
      if isTooLarge { return false }
      found[Int(kind)] = sum
    }
    elements = found
    return true
  }

  /// Why this is no model, if it is none. What is not known is one: its runtime will tell.
  /// - Parameter isWhole: not the first of several parts, which may hold no tensors.
  package func reasonToSkip(isWhole: Bool) -> SkippedFile.Reason? {
    if isOtherByteOrder { return .otherByteOrder }
    switch type {
    case "mmproj": return .projector
    case "adapter": return .adapter
    case "imatrix": return .importanceMatrix
    default: break
    }
    switch architecture {
    case "clip": return .projector
    case "controlvector": return .controlVector
    case "imatrix": return .importanceMatrix
    case nil: return nil
    default: return isWhole && tensorCount == 0 ? .vocabulary : nil
    }
  }
}
