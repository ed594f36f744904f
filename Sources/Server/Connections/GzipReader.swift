import CZlib
import NIOCore

/// Decodes gzip (RFC 1952) as it arrives. The decoded pieces have a bounded size, however well the data compresses.
final class GzipReader {
  private static let largestPiece = 64 << 10
  /// zlib's largest window; 16 selects the gzip format.
  private static let windowBits: Int32 = 15 + 16

  // zlib stores the address of this struct: it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  /// More data is decoded than fitted into the last piece.
  private var hasMore = false
  /// Whether the input ends at the end of a member; gzip data may have several.
  private(set) var isComplete = false

  /// - Throws: `RequestFailure` if zlib cannot allocate memory.
  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw RequestFailure.badGzip }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// The next piece, which may be empty; `nil` when all of `input` is consumed.
  /// - Throws: `RequestFailure` if `input` is not valid gzip.
  func next(_ input: inout ByteBuffer) throws -> ByteBuffer? {
    guard input.readableBytes > 0 || hasMore else { return nil }
    if isComplete { inflateReset(stream) }
    var output = ByteBuffer()
    var status = Z_OK
    input.readWithUnsafeMutableReadableBytes { encoded in
      stream.pointee.next_in = encoded.baseAddress?.assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_in = UInt32(encoded.count)
      output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.largestPiece) { decoded in
        let room = min(decoded.count, Self.largestPiece)
        stream.pointee.next_out = decoded.baseAddress?.assumingMemoryBound(to: Bytef.self)
        stream.pointee.avail_out = UInt32(room)
        status = inflate(stream, Z_NO_FLUSH)
        return room - Int(stream.pointee.avail_out)
      }
      return encoded.count - Int(stream.pointee.avail_in)
    }
    isComplete = status == Z_STREAM_END
    hasMore = status == Z_OK && stream.pointee.avail_out == 0
    // Z_BUF_ERROR: there was no more output, although the last piece was full.
    guard isComplete || status == Z_OK || status == Z_BUF_ERROR else { throw RequestFailure.badGzip }
    return output
  }
}
