import Domain
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads the body of one request, which is not asked for before somebody reads it.
struct BodyReader: Sendable {
  enum Encoding { case identity, gzip }

  /// Of a body that anybody may send, without having signed in.
  static let largestOfStrangers = 64 << 10

  let request: Request
  let channel: any Channel
  /// Whoever keeps the body keeps this with it.
  let share: BodyBudget.Share

  /// Gives the body to `take` piece by piece, decoded.
  /// - Parameters:
  ///   - limit: of the decoded body, in bytes.
  ///   - isBuffered: whether all of it will be in memory at once.
  /// - Throws: `tooLarge`; `RequestFailure` when it cannot be read; `Refusal` when too much is in memory.
  func read(
    atMost limit: Int, else tooLarge: Refusal, isBuffered: Bool = true, _ take: (ByteBuffer) throws -> Void
  ) async throws {
    let encoding = try encoding()
    let length = request.headers[.contentLength].flatMap(Int.init)
    if let length {
      if length > limit { throw tooLarge }
      if isBuffered { try share.grow(to: length) }
    }
    if request.headers[.expect] != nil { channel.triggerUserOutboundEvent(BodyWanted(), promise: nil) }
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
      // The client has left in the midst of it, or does not frame it as HTTP says.
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
