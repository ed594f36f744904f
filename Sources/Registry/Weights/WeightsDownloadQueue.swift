import Audit
import Domain
import Foundation
import Storage

/// Runs the downloads that wait: one at a time for each server.
extension WeightsLibrary {
  private static let checkEvery = Duration.seconds(30)

  func runDownloads() async {
    await withDiscardingTaskGroup { group in
      group.addTask {
        // A wake-up that was missed costs time, and never a download.
        while !Task.isCancelled {
          self.wake.yield()
          try? await Task.sleep(for: Self.checkEvery)
        }
      }
      for await _ in wakeups {
        for download in await nextDownloads() { group.addTask { await self.perform(download) } }
      }
    }
  }

  private func nextDownloads() async -> [StoredDownload] {
    let all: [StoredDownload]
    do {
      all = try await database.read { try WeightsTables.downloads($0) }
    } catch {
      if !Task.isCancelled { log("The downloads cannot be read: \(error)") }
      return []
    }
    var busy = Set(all.filter { running[$0.id] != nil }.map(Self.host))
    var next: [StoredDownload] = []
    for download in all where download.problem == nil && running[download.id] == nil {
      if busy.insert(Self.host(of: download)).inserted { next.append(download) }
    }
    return next
  }

  private static func host(of download: StoredDownload) -> String {
    guard let parts = download.files.first.flatMap({ URLComponents(string: $0.url) }) else { return "" }
    return "\(parts.host ?? ""):\(parts.port ?? 0)"
  }

  private enum Outcome: Sendable {
    /// SHA-256 of each file.
    case arrived([String])
    case failed(Refusal)
    /// Cancelled, or Muster ends.
    case stopped
  }

  private func perform(_ download: StoredDownload) async {
    guard running[download.id] == nil else { return }
    let (stops, stop) = AsyncStream<Never>.makeStream()
    running[download.id] = stop
    changed()
    let outcome = await withTaskGroup(of: Outcome.self) { group in
      group.addTask { await self.fetch(download) }
      group.addTask {
        for await _ in stops {}
        return .stopped
      }
      let first = await group.next() ?? .stopped
      group.cancelAll()
      return first
    }
    do {
      try await finish(download.id, outcome)
    } catch {
      log("The end of a download cannot be recorded: \(error)")
    }
    running[download.id] = nil
    progress.forget(download.id)
    changed()
    wake.yield()
  }

  private nonisolated func fetch(_ download: StoredDownload) async -> Outcome {
    var digests: [String] = []
    do {
      for (index, file) in download.files.enumerated() {
        let sha256 = try await source.fetch(
          file, key: download.id, reserve: settings.reserveBytes, into: files,
          learned: { try await self.note($0, at: index, of: download.id) },
          progress: { bytes in
            self.progress.set(file.path, of: download.id, to: bytes)
            self.progressed(WeightsProgress(id: download.id, receivedBytes: self.receivedBytes(of: download)))
          })
        let expected = try await known(download.id)?.files[index].sha256 ?? file.sha256
        if let expected, expected != sha256 {
          // All of it would have to be read again to find the wrong part.
          try files.restartArrival(file.path, key: download.id)
          return .failed(.wrongChecksum(file.path, expected: expected, found: sha256))
        }
        digests.append(sha256)
      }
      return .arrived(digests)
    } catch let refusal as Refusal {
      return .failed(refusal)
    } catch is CancellationError {
      return .stopped
    } catch {
      return .failed(Refusal(.unavailable, code: "weights.failed", detail: "The download failed: \(error)."))
    }
  }

  private func known(_ id: String) async throws -> StoredDownload? {
    try await database.read { try WeightsTables.download(id, $0) }
  }

  /// Remembers what the server says of a file, so that a restart of Muster can go on with it.
  private func note(_ file: RemoteFile, at index: Int, of id: String) async throws {
    let (files, reserve) = (files, settings.reserveBytes)
    if let bytes = file.bytes {
      let missing = max(0, bytes - files.arrivedBytes(file.path, key: id))
      try files.space(at: file.path).check(for: missing, reserve: reserve)
    }
    try await auditLog.writeWithoutEntry { connection in
      guard var download = try WeightsTables.download(id, connection), download.files[index] != file else { return }
      download.files[index] = file
      try WeightsTables.update(download, connection)
    }
    changed()
  }

  private func finish(_ id: String, _ outcome: Outcome) async throws {
    guard let download = try await known(id) else {
      // Cancelled; nothing writes any more.
      return files.abandon(filesOfCancelled(id), key: id)
    }
    switch outcome {
    case .stopped: return
    case .failed(let refusal): try await fail(download, because: refusal)
    case .arrived(let digests):
      do {
        try await land(download, digests)
      } catch let refusal as Refusal {
        try await fail(download, because: refusal)
      }
    }
  }

  private func filesOfCancelled(_ id: String) -> [String] { progress.paths(of: id) }

  private func fail(_ download: StoredDownload, because refusal: Refusal) async throws {
    let caller = Caller.system(requestID: download.id)
    var failed = download
    failed.problem = refusal.detail
    let after = failed
    let attempt = AuditLog.Attempt(.weightsDownloadFailed, entityType: "weights", entityID: download.paths.first ?? "")
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try WeightsTables.update(after, connection)
      var act = Self.act(.weightsDownloadFailed, after, "Failed to download")
      act.details["problem"] = .string(refusal.detail)
      act.details["code"] = .string(refusal.code)
      act.details["started_by"] = .string(download.userID.text)
      try journal.record(act, outcome: .failed)
    }
  }

  /// Makes the files visible, all at once.
  private func land(_ download: StoredDownload, _ digests: [String]) async throws {
    let files = files
    _ = try await change(
      .weightsArrive, download.paths.first ?? "", reason: nil, as: .system(requestID: download.id)
    ) { connection, journal in
      try WeightsTables.removeDownload(download.id, connection)
      for (path, sha256) in zip(download.paths, digests) {
        try Self.recordArrival(
          of: path, sha256, source: download.source, by: download.userID,
          identity: files.arrivedIdentity(path, key: download.id), at: journal.now, connection)
      }
      var act = Self.act(.weightsArrive, download, "Downloaded and verified")
      act.details["sha256"] = .array(digests.map(JSON.string))
      act.details["started_by"] = .string(download.userID.text)
      try journal.record(act)
      return download.paths
    } moving: { paths in
      try files.land(paths, key: download.id)
    } back: { paths in
      try files.unland(paths, key: download.id)
    }
  }

  static func recordArrival(
    of path: String, _ sha256: String, source: String?, by user: UserID, identity: StoredFile.Identity?,
    at now: Timestamp, _ connection: Connection
  ) throws {
    try WeightsTables.write(
      WeightsOrigin(source: source, sha256: sha256, arrivedAt: now, userID: user), of: path, connection)
    // A rename changes neither inode nor time.
    if let identity {
      try WeightsTables.write(WeightsDigest(sha256: sha256, computedAt: now), of: identity, connection)
    }
  }
}

extension Refusal {
  static func wrongChecksum(_ path: String, expected: String, found: String) -> Refusal {
    Refusal(
      .invalid, code: "weights.wrong_checksum",
      detail: "\(path) has the wrong checksum: expected \(expected), found \(found). What arrived was removed.")
  }
}
