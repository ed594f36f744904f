import AsyncHTTPClient
import Domain
import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1

/// Weights on web servers, Hugging Face among them.
package struct WebWeights: WeightsSource {
  private static let mostListBytes = 16 << 20
  /// Connections that may break one after the other without a byte between them.
  static let mostFailures = 6
  static let longestPause = Duration.seconds(30)

  private let client: DownloadClient
  /// Without a slash at the end.
  private let huggingFace: String
  private let logger: Logger
  private let firstPause: Duration

  /// - Parameters:
  ///   - client: must time out reads by itself.
  ///   - huggingFace: its address, or that of a mirror; the only one that gets `token`.
  ///   - firstPause: before the second try; doubles with each.
  package init(
    client: HTTPClient, huggingFace: String, token: String?, logger: Logger, firstPause: Duration = .seconds(1)
  ) {
    self.client = DownloadClient(client: client, tokenOrigin: huggingFace, token: token)
    self.huggingFace = huggingFace
    self.logger = logger
    self.firstPause = firstPause
  }

  // MARK: - Finding

  package func find(_ address: WeightsAddress) async throws -> [RemoteFile] {
    switch address {
    case .file(let url): return try await look(at: try Self.parts(ofURL: url))
    case .huggingFace(let repository, let revision, let path):
      let urls = WeightsPath.parts(of: path).map { url(in: repository, revision, $0) }
      return try await look(at: urls.map { (url: $0, name: Self.name(ofURL: $0)) })
    case .repository(let repository, let quantization):
      let list = try await list(repository)
      return try HuggingFaceRepository.choose(quantization, among: list, in: repository).map { file in
        let address = url(in: repository, "main", file.path)
        return RemoteFile(url: address, path: Self.name(ofURL: address), bytes: file.bytes, sha256: file.sha256)
      }
    }
  }

  private func url(in repository: String, _ revision: String, _ path: String) -> String {
    let place = "/\(repository)/resolve/\(revision)/\(path)"
    var parts = URLComponents(string: huggingFace)
    parts?.path += place
    return parts?.string ?? huggingFace + place
  }

  /// The last part of the path; white space and control characters become dashes, as in the names of models.
  private static func name(ofURL url: String) -> String {
    let path = URLComponents(string: url)?.path ?? ""
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    return (try? ModelID(fileName: last).text) ?? last
  }

  private static func parts(ofURL url: String) throws(Refusal) -> [(url: String, name: String)] {
    guard var parts = URLComponents(string: url) else { throw Refusal.badDownload("This is not an address.") }
    let path = parts.path
    let last = path.split(separator: "/").last.map(String.init) ?? ""
    return WeightsPath.parts(of: last).map { name in
      parts.path = path.dropLast(last.count) + name
      let address = parts.string ?? url
      return (url: address, name: Self.name(ofURL: address))
    }
  }

  /// Asks for the first byte of each: some servers answer no `HEAD`.
  private func look(at files: [(url: String, name: String)]) async throws -> [RemoteFile] {
    var found: [RemoteFile] = []
    for (url, name) in files {
      let answer = try await translatingErrors(of: url) { try await client.get(url, range: "bytes=0-0") }
      guard answer.status == 200 || answer.status == 206 else { throw refusal(answer.status, for: url) }
      let bytes =
        answer.linkedBytes
        ?? (answer.status == 206
          ? ContentRange(answer.headers.first(name: "Content-Range"))?.total
          : answer.headers.first(name: "Content-Length").flatMap(Int.init))
      found.append(RemoteFile(url: url, path: name, bytes: bytes, sha256: answer.linkedDigest))
    }
    return found
  }

  private func list(_ repository: String) async throws -> [HuggingFaceRepository.File] {
    let url = "\(huggingFace)/api/models/\(repository)/tree/main?recursive=true"
    return try await translatingErrors(of: url) {
      let answer = try await client.get(url)
      guard answer.status == 200 else { throw refusal(answer.status, for: url) }
      let body = try await answer.body.collect(upTo: Self.mostListBytes)
      guard let list = (try? JSON(parsing: Array(body.readableBytesView)))?.array else {
        throw Refusal.badDownload("The list of the repository \(repository) cannot be read.")
      }
      return list.compactMap(HuggingFaceRepository.File.init)
    }
  }

  // MARK: - Downloading

  package func fetch(
    _ file: RemoteFile, key: String, reserve: Int, into files: any WeightsFiles,
    learned: @escaping @Sendable (RemoteFile) async throws -> Void, progress: @escaping @Sendable (Int) -> Void
  ) async throws -> String {
    var file = file
    var failures = 0
    var restarts = 0
    while true {
      let arrival = try await files.arrive(file.path, key: key, reserve: reserve)
      let before = arrival.receivedBytes
      progress(before)
      do {
        let isComplete = try await receive(&file, into: arrival, learned: learned, progress: progress)
        if isComplete { return try await arrival.complete() }
        // The server has another file than the one that was begun.
        try files.restartArrival(file.path, key: key)
        file.validator = nil
        failures = 1
        restarts += 1
      } catch let refusal as Refusal where refusal.code != Refusal.interruptedCode {
        if refusal.code == "weights.not_gguf" { try files.restartArrival(file.path, key: key) }
        throw refusal
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        failures = arrival.receivedBytes > before ? 1 : failures + 1
        logger.info(
          "A download was interrupted",
          metadata: ["file": "\(file.path)", "bytes": "\(arrival.receivedBytes)", "error": "\(Self.text(of: error))"])
        if failures >= Self.mostFailures {
          throw Refusal.interrupted(file, arrival.receivedBytes, Self.text(of: error))
        }
      }
      if restarts >= Self.mostFailures {
        throw Refusal.interrupted(file, 0, "the server cannot go on where it stopped, or has another file each time")
      }
      try await Task.sleep(for: min(firstPause * (1 << min(failures - 1, 5)), Self.longestPause))
    }
  }

  /// One request for what is missing.
  /// - Returns: whether the file is complete; false: it must be begun anew.
  private func receive(
    _ file: inout RemoteFile, into arrival: any WeightsArrival, learned: @Sendable (RemoteFile) async throws -> Void,
    progress: @Sendable (Int) -> Void
  ) async throws -> Bool {
    let start = arrival.receivedBytes
    if start > 0, let bytes = file.bytes, start == bytes { return true }
    if start > 0, file.validator == nil || start > file.bytes ?? .max { return false }
    let answer = try await client.get(
      file.url, range: start > 0 ? "bytes=\(start)-" : nil, validator: start > 0 ? file.validator : nil)
    switch answer.status {
    case 206:
      guard let range = ContentRange(answer.headers.first(name: "Content-Range")), range.start == start,
        file.bytes == nil || range.total == nil || range.total == file.bytes
      else { return false }
      file.bytes = range.total ?? file.bytes
    case 200:
      // It sends the whole file: a range was asked for, so that it is another one, or the server knows no ranges.
      if start > 0 { return false }
      file.bytes = answer.headers.first(name: "Content-Length").flatMap(Int.init)
      file.validator = Self.validator(answer.headers)
      if let digest = answer.linkedDigest, file.sha256 == nil { file.sha256 = digest }
    case 416: return false
    case 408, 425, 429, 500...599: throw Interruption(description: "status \(answer.status)")
    default: throw refusal(answer.status, for: file.url)
    }
    try await learned(file)
    for try await piece in answer.body {
      try Task.checkCancellation()
      try piece.withUnsafeReadableBytes { bytes in
        if arrival.receivedBytes == 0, !Self.beginsLikeGGUF(bytes) { throw Refusal.notGGUF(file.path) }
        try arrival.write(bytes)
      }
      progress(arrival.receivedBytes)
    }
    if let bytes = file.bytes, arrival.receivedBytes != bytes {
      throw Interruption(description: "the connection ended after \(arrival.receivedBytes) of \(bytes) bytes")
    }
    return true
  }

  private static func beginsLikeGGUF(_ bytes: UnsafeRawBufferPointer) -> Bool {
    zip(bytes, "GGUF".utf8).allSatisfy { $0 == $1 }
  }

  /// A weak tag does not promise the same bytes.
  private static func validator(_ headers: HTTPHeaders) -> String? {
    if let tag = headers.first(name: "ETag"), !tag.hasPrefix("W/") { return tag }
    return headers.first(name: "Last-Modified")
  }

  // MARK: - Errors

  private struct Interruption: Error, CustomStringConvertible {
    var description: String
  }

  private func refusal(_ status: Int, for url: String) -> Refusal {
    let isTokenHost = DownloadClient.origin(of: url) == DownloadClient.origin(of: huggingFace)
    return .download(status: status, isTokenHost: isTokenHost, hasToken: client.token != nil)
  }

  private func translatingErrors<Value>(of url: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let refusal as Refusal {
      throw refusal
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      let host = URLComponents(string: url)?.host ?? "The server"
      throw Refusal(
        .unavailable, code: "weights.unreachable", detail: "\(host) cannot be reached: \(Self.text(of: error)).")
    }
  }

  static func text(of error: any Error) -> String {
    if let interruption = error as? Interruption { return interruption.description }
    let text = "\(error)"
    if text.contains("connectTimeout") { return "no connection in time" }
    if text.contains("dnsAError") { return "unknown host" }
    if text.contains("connectionRefused") || text.contains("Connection refused") { return "connection refused" }
    return String(text.prefix(200))
  }
}

/// `Content-Range: bytes 0-99/1000`.
struct ContentRange: Equatable {
  var start: Int?
  /// `nil`: not told.
  var total: Int?

  init?(_ header: String?) {
    guard let header, let match = header.wholeMatch(of: /\s*bytes\s+(?:([0-9]+)-[0-9]+|\*)\/([0-9]+|\*)\s*/) else {
      return nil
    }
    start = match.1.flatMap { Int($0) }
    total = Int(match.2)
  }
}

extension Refusal {
  static let interruptedCode = "weights.interrupted"

  static func interrupted(_ file: RemoteFile, _ bytes: Int, _ why: String) -> Refusal {
    Refusal(
      .unavailable, code: "weights.gave_up",
      detail: "The download of \(file.path) stopped after \(bytes.asBytes): \(why). What arrived is still there; "
        + "resume it.")
  }
}
