import FoundationEssentials

/// Bytes that nobody can guess.
package enum RandomBytes {
  /// 128 bits, by two calls of the kernel: one for each byte would cost more than all the rest of an entry.
  package static func sixteen() -> [UInt8] {
    [UInt64.random(in: .min ... .max), .random(in: .min ... .max)].flatMap { withUnsafeBytes(of: $0, Array.init) }
  }
}

/// Bytes as the proofs' texts carry them.
package enum BytesAsText {
  /// Standard alphabet, padded (RFC 4648, section 4).
  package static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  package static func bytes(base64: String) -> [UInt8]? { Data(base64Encoded: base64).map(Array.init) }

  /// Lower case.
  package static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
  }
}
