import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of one request. A client that waits for 100 (Continue) is sent that only when reading begins.
struct BodyReader: Sendable {
  enum Encoding { case identity, gzip }

  /// In bytes, for bodies that need no account.
  static let unauthenticatedLimit = 64 << 10

  let request: Request
  let channel: any Channel
  /// Must live as long as the body is in memory.
  let share: BodyBudget.Share

  /// Passes the decoded body to `take`, piece by piece.
  /// - Parameters:
  ///   - limit: for the decoded body, in bytes.
  ///   - isBuffered: whether the caller collects the whole body in memory.
  /// - Throws: `tooLarge`; `RequestFailure` if the body cannot be read; `Refusal` if the body budget is used up.
  func read(
    atMost limit: Int, else tooLarge: Refusal, isBuffered: Bool = true, _ take: (ByteBuffer) throws -> Void
  ) async throws {
    let encoding = try encoding()
    let length = request.headers[.contentLength].flatMap(Int.init)
    if let length {
      if length > limit { throw tooLarge }
      if isBuffered { try share.grow(to: length) }
    }
    if request.headers[.expect] != nil { channel.triggerUserOutboundEvent(BodyRequested(), promise: nil) }
    var bytes = 0
    func pass(_ piece: ByteBuffer) throws {
      bytes += piece.readableBytes
      guard bytes <= limit else { throw tooLarge }
      if isBuffered { try share.grow(to: bytes) }
      try take(piece)
    }
    let gzip = encoding == .gzip ? try GzipReader() : nil
    var body = request.body.makeAsyncIterator()
    var isEmpty = true
    while var piece = try await Self.next(&body) {
      isEmpty = isEmpty && piece.readableBytes == 0
      guard let gzip else {
        try pass(piece)
        continue
      }
      while let decoded = try gzip.next(&piece) { try pass(decoded) }
    }
    if let gzip, !gzip.isComplete, !isEmpty { throw RequestFailure.badGzip }
  }

  private static func next(_ body: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
    do {
      return try await body.next()
    } catch let failure as RequestFailure {
      throw failure
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      // The client has disconnected, or the framing is invalid.
      throw RequestFailure.brokenBody
    }
  }

  private func encoding() throws(RequestFailure) -> Encoding {
    let names = (request.headers[.contentEncoding] ?? "").split(separator: ",")
      .map { $0.filter { !$0.isWhitespace }.lowercased() }.filter { $0 != "identity" }
    switch names {
    case []: return .identity
    case ["gzip"], ["x-gzip"]: return .gzip
    default: throw .unknownEncoding(names.joined(separator: ", "))
    }
  }
}
