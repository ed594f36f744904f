/// How the numbers of a tensor are stored: in blocks of `blockElements` that take `blockBytes`.
///
/// From `GGML_QUANT_SIZES` of gguf-py 0.19.0 (`gguf/constants.py`), by number of `ggml_type`.
struct TensorType: Equatable, Sendable {
  var blockElements: Int
  var blockBytes: Int

  init(_ blockElements: Int, _ blockBytes: Int) {
    self.blockElements = blockElements
    self.blockBytes = blockBytes
  }

  /// - Returns: `nil` for a type whose size is not known.
  init?(number: UInt64) {
    guard let known = Int(exactly: number).flatMap({ Self.known[$0] }) else { return nil }
    self = known
  }

  private static let known: [Int: TensorType] = [
    0: TensorType(1, 4), 1: TensorType(1, 2), 2: TensorType(32, 18), 3: TensorType(32, 20), 6: TensorType(32, 22),
    7: TensorType(32, 24), 8: TensorType(32, 34), 9: TensorType(32, 40), 10: TensorType(256, 84),
    11: TensorType(256, 110), 12: TensorType(256, 144), 13: TensorType(256, 176), 14: TensorType(256, 210),
    15: TensorType(256, 292), 16: TensorType(256, 66), 17: TensorType(256, 74), 18: TensorType(256, 98),
    19: TensorType(256, 50), 20: TensorType(32, 18), 21: TensorType(256, 110), 22: TensorType(256, 82),
    23: TensorType(256, 136), 24: TensorType(1, 1), 25: TensorType(1, 2), 26: TensorType(1, 4), 27: TensorType(1, 8),
    28: TensorType(1, 8), 29: TensorType(256, 56), 30: TensorType(1, 2), 34: TensorType(256, 54),
    35: TensorType(256, 66), 39: TensorType(32, 17), 40: TensorType(64, 36), 41: TensorType(128, 18),
  ]

  /// - Parameters:
  ///   - elements: a multiple of `rowLength`.
  ///   - rowLength: elements of a row, which has whole blocks only.
  /// - Returns: `nil` where rows do not end with a block, or on overflow.
  func bytes(elements: Int, rowLength: Int) -> Int? {
    guard elements >= 0, rowLength >= 0, rowLength % blockElements == 0 else { return nil }
    let (bytes, isTooLarge) = (elements / blockElements).multipliedReportingOverflow(by: blockBytes)
    return isTooLarge ? nil : bytes
  }
}
