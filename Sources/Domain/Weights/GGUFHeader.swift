/// What the header of a GGUF file says of its contents (github.com/ggml-org/ggml, docs/gguf.md).
///
/// Writers put `general.*` first, the long lists of tokens behind, and the shapes of the tensors last, so the first
/// bytes tell what a file is, and some megabytes all of it. Every length in the file is checked against what was read:
/// no file can make this take long or much memory.
package struct GGUFHeader: Equatable, Sendable {
  static let mostEntries: UInt64 = 65_536
  static let mostTensors: UInt64 = 262_144
  static let mostDimensions: UInt64 = 8
  static let longestText = 256

  /// Was written by a machine of the other byte order: llama-server on this one cannot load it.
  package internal(set) var isOtherByteOrder = false
  /// `general.architecture`, such as `llama` or `clip`.
  package internal(set) var architecture: String?
  /// `general.type`, such as `model`, `adapter` or `mmproj`; older files have none.
  package internal(set) var type: String?
  /// `general.name`.
  package internal(set) var name: String?
  /// `general.size_label`, such as `8x7B`.
  package internal(set) var sizeLabel: String?
  /// `general.parameter_count`, which few files have.
  package internal(set) var declaredParameters: Int?
  /// `general.file_type`: number of llama.cpp's `llama_ftype`.
  package internal(set) var fileType: Int?
  package internal(set) var hasChatTemplate = false
  package internal(set) var tensorCount: UInt64 = 0
  /// Numbers of weights by number of their `ggml_type`; empty while the shapes of the tensors are not among the bytes.
  package internal(set) var elements: [Int: Int] = [:]
  /// Bytes of the tensors; `nil` while their shapes are not among the bytes, or where the size of one is not known.
  package internal(set) var tensorBytes: TensorBytes?
  /// Length of `tokenizer.ggml.tokens`.
  package internal(set) var tokenCount: Int?
  /// All of the header was among the bytes.
  package internal(set) var isComplete = false

  /// Whole numbers whose names begin with the architecture's, without it: `context_length`.
  var ofArchitecture: [String: Int] = [:]
  /// Lists of whole numbers, under the same names; an empty one has no usable values.
  var listsOfArchitecture: [String: [Int]] = [:]
  /// At least one list of `layerLists` was left out, so that a missing one means nothing.
  package internal(set) var hasOmittedLists = false

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

  /// `ARCHITECTURE.KEY`: a whole number, or a yes or no as 1 or 0.
  package func number(_ key: String) -> Int? { ofArchitecture[key] }
  /// `ARCHITECTURE.KEY`, where it is a number for each layer.
  /// - Returns: `nil` when the file has none; empty when it cannot be used.
  package func list(_ key: String) -> [Int]? { listsOfArchitecture[key] }

  private func positive(_ key: String) -> Int? { ofArchitecture[key].flatMap { $0 > 0 ? $0 : nil } }

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
