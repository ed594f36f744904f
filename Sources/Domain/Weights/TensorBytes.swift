/// Bytes of the tensors of a file, or of all parts of a model, by the place where llama.cpp keeps them.
package struct TensorBytes: Equatable, Sendable {
  /// Where a tensor belongs, by its name (gguf-py 0.19.0, `gguf/constants.py`, `TENSOR_NAMES`).
  enum Class: Equatable {
    case layer(Int)
    /// `blk.N.*_exps.*`.
    case experts(Int)
    /// `token_embd.*`, which stays on the processor.
    case tokenEmbedding
    /// `output.*`, which some models share with the token embedding.
    case outputMatrix
    /// `output_norm.*`.
    case outputNorm
    case other
  }

  /// Without the experts, by number of the layer.
  package private(set) var layers: [Int: Int] = [:]
  package private(set) var experts: [Int: Int] = [:]
  package private(set) var tokenEmbedding = 0
  package private(set) var outputMatrix = 0
  package private(set) var outputNorm = 0
  package private(set) var other = 0
  /// All of them together.
  package private(set) var total = 0

  package init() {}

  /// - Returns: false on overflow, after which the sums mean nothing.
  mutating func add(_ bytes: Int, to place: Class) -> Bool {
    let (sum, isTooLarge) = total.addingReportingOverflow(bytes)
    if isTooLarge { return false }
    // No part is larger than the total: it cannot overflow any more.
    total = sum
    switch place {
    case .layer(let number): layers[number, default: 0] += bytes
    case .experts(let number): experts[number, default: 0] += bytes
    case .tokenEmbedding: tokenEmbedding += bytes
    case .outputMatrix: outputMatrix += bytes
    case .outputNorm: outputNorm += bytes
    case .other: other += bytes
    }
    return true
  }

  /// Of all parts of one model; `nil` where one of them is not known, or on overflow.
  package static func sum(of parts: [TensorBytes?]) -> TensorBytes? {
    var sum = TensorBytes()
    for part in parts {
      guard let part else { return nil }
      let (total, isTooLarge) = sum.total.addingReportingOverflow(part.total)
      if isTooLarge { return nil }
      sum.total = total
      sum.layers.merge(part.layers, uniquingKeysWith: +)
      sum.experts.merge(part.experts, uniquingKeysWith: +)
      sum.tokenEmbedding += part.tokenEmbedding
      sum.outputMatrix += part.outputMatrix
      sum.outputNorm += part.outputNorm
      sum.other += part.other
    }
    return sum
  }
}

extension TensorBytes.Class {
  /// More layers than any model has: false numbers count as `other`, and take no memory.
  private static let mostLayers = 4096
  private static let expertMark = Array("_exps".utf8)

  init(_ name: ArraySlice<UInt8>) {
    if name.starts(with: "token_embd.".utf8) {
      self = .tokenEmbedding
    } else if name.starts(with: "output.".utf8) {
      self = .outputMatrix
    } else if name.starts(with: "output_norm.".utf8) {
      self = .outputNorm
    } else if let number = Self.layer(name) {
      self = name.contains(Self.expertMark) ? .experts(number) : .layer(number)
    } else {
      self = .other
    }
  }

  /// `N` of `blk.N.*`.
  private static func layer(_ name: ArraySlice<UInt8>) -> Int? {
    guard name.starts(with: "blk.".utf8) else { return nil }
    let digits = name.dropFirst(4).prefix(5).prefix { $0 != UInt8(ascii: ".") }
    guard !digits.isEmpty, name.dropFirst(4 + digits.count).first == UInt8(ascii: ".") else { return nil }
    var number = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      number = number * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return number < mostLayers ? number : nil
  }
}
