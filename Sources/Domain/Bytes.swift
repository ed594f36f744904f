import Crypto
import FoundationEssentials

/// Unpredictable bytes.
package enum RandomBytes {
  /// 128 bits, by two calls of the kernel: one for each byte would cost more than all the rest of an entry.
  package static func sixteen() -> [UInt8] {
    withUnsafeBytes(of: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)), Array.init)
  }

  /// 256 bits, for keys.
  package static func thirtyTwo() -> [UInt8] { sixteen() + sixteen() }
}

/// Bytes as base64 and as hexadecimal digits.
package enum BytesAsText {
  /// Standard alphabet, padded (RFC 4648, section 4).
  package static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  package static func bytes(base64: String) -> [UInt8]? { Data(base64Encoded: base64).map(Array.init) }

  /// Alphabet for addresses, without padding (RFC 4648, section 5).
  package static func base64URL(_ bytes: [UInt8]) -> String {
    base64(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  package static func bytes(base64URL text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return bytes(base64: String(text.replacing("-", with: "+").replacing("_", with: "/")) + padding)
  }

  /// Lower case.
  package static func hex(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      digits.append(hexDigits[Int(byte >> 4)])
      digits.append(hexDigits[Int(byte & 0xF)])
    }
    return String(decoding: digits, as: UTF8.self)
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

/// Texts that are stored only as what they hash to: keys, tokens.
package enum Digest {
  /// SHA-256 of the text's UTF-8, as 64 lower-case hexadecimal digits.
  package static func sha256(_ text: String) -> String { BytesAsText.hex(Array(SHA256.hash(data: Array(text.utf8)))) }
}
