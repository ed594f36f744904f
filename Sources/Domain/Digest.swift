import Crypto

/// Texts that are stored only as what they hash to: keys, tokens.
package enum Digest {
  /// SHA-256 of the text's UTF-8, as 64 lower-case hexadecimal digits.
  package static func sha256(_ text: String) -> String { BytesAsText.hex(Array(SHA256.hash(data: Array(text.utf8)))) }
}
