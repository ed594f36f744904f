import Crypto

/// A node of the audit trail's Merkle tree: 32 bytes of SHA-256.
///
/// Source: RFC 6962, section 2.1. Leaves and inner nodes begin with different bytes, so that none can be passed off as
/// the other.
package struct MerkleHash: Hashable, Sendable {
  package static let byteCount = 32
  package let bytes: [UInt8]

  /// - Returns: `nil` unless these are 32 bytes.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  package init?(base64: String) {
    guard let bytes = BytesAsText.bytes(base64: base64) else { return nil }
    self.init(bytes)
  }

  private init(_ digest: SHA256Digest) { bytes = Array(digest) }

  package var base64: String { BytesAsText.base64(bytes) }

  /// The tree without leaves.
  package static let empty = MerkleHash(SHA256.hash(data: [UInt8]()))

  package static func leaf(_ line: String) -> MerkleHash {
    var line = line
    return line.withUTF8 { leaf(UnsafeRawBufferPointer($0)) }
  }

  package static func leaf(_ line: UnsafeRawBufferPointer) -> MerkleHash {
    var hasher = SHA256()
    hasher.update(data: [0x00])
    hasher.update(bufferPointer: line)
    return MerkleHash(hasher.finalize())
  }

  package static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
    withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { buffer in
      buffer[0] = 0x01
      for offset in 0..<byteCount {
        buffer[1 + offset] = left.bytes[offset]
        buffer[1 + byteCount + offset] = right.bytes[offset]
      }
      var hasher = SHA256()
      hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
      return MerkleHash(hasher.finalize())
    }
  }
}
