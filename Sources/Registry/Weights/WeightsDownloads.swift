import Audit
import Domain
import Foundation
import Storage

/// Downloads: started by an administrator, run one at a time for each server, and gone on with after a restart.
extension WeightsLibrary {
  /// Finds the files behind an address and begins to download them.
  /// - Parameters:
  ///   - address: as pasted; not trusted.
  ///   - path: where the file goes; a folder, if it ends in a slash. `nil`: the name that it has there.
  ///   - sha256: that a single file must have, in hexadecimal.
  /// - Throws: `Refusal`: no such address or file, no space, a file of that name is there or on its way.
  package func download(
    from address: String, to path: String?, sha256: String?, reason: String?, as caller: Caller
  ) async throws -> WeightsDownload {
    try Self.check(.changeWeights, caller)
    try requireFolder()
    let parsed = try WeightsAddress(address, huggingFace: settings.huggingFace)
    let attempt = AuditLog.Attempt(.weightsDownload, entityType: "weights", entityID: WeightsAddress.shown(address))
    let found: [RemoteFile]
    do {
      found = Self.placed(try await source.find(parsed), at: path)
      try Self.checkPlaces(of: found, at: path)
    } catch let refusal as Refusal {
      await auditLog.recordRefusal(of: attempt, because: refusal, as: caller)
      throw refusal
    }
    let remote = try Self.expecting(sha256, found)
    let download = StoredDownload(
      id: UUID().uuidString.lowercased(), source: WeightsAddress.shown(found.first?.url ?? address), files: remote,
      problem: nil, userID: caller.principal.id, createdAt: auditLog.now())
    let (files, reserve, progress) = (files, settings.reserveBytes, progress)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      let others = try WeightsTables.downloads(connection)
      for path in download.paths {
        if files.file(at: path) != nil { throw Refusal.weightsExist(path) }
        if others.contains(where: { $0.paths.contains(path) }) { throw Refusal.isArriving(path) }
      }
      let promised = others.filter { $0.problem == nil }.reduce(0) { $0 + Self.missingBytes(of: $1, progress, files) }
      let needed = remote.reduce(0) { $0 + ($1.bytes ?? 0) }
      try files.space(at: download.paths.first ?? "").check(for: needed + promised, reserve: reserve)
      try WeightsTables.insert(download, connection)
      try journal.record(Self.act(.weightsDownload, download, "Started to download", reason: reason))
    }
    changed()
    wake.yield()
    return view(of: download)
  }

  /// Names the files for a place in the models folder.
  private static func placed(_ files: [RemoteFile], at path: String?) -> [RemoteFile] {
    guard let path, !path.isEmpty else { return files }
    let names = path.hasSuffix("/") ? files.map { path + $0.path } : WeightsPath.parts(of: path)
    // Another number is refused by `checkPlaces`.
    guard names.count == files.count else { return files }
    return zip(files, names).map { file, name in
      var file = file
      file.path = name
      return file
    }
  }

  private static func checkPlaces(of files: [RemoteFile], at path: String?) throws(Refusal) {
    if let path, !path.isEmpty, !path.hasSuffix("/"), WeightsPath.parts(of: path).count != files.count {
      throw Refusal.invalid([
        FieldProblem(
          ["body", "path"], type: "value_error",
          message: "There are \(files.count) parts: give a folder that ends in a slash, or the name of the first part.",
          input: .string(path))
      ])
    }
    for file in files { _ = try WeightsPath(file.path) }
    guard Set(files.map(\.path)).count == files.count, !files.isEmpty else {
      throw Refusal.invalid([
        FieldProblem(["body", "url"], type: "value_error", message: "Two files would have the same name.")
      ])
    }
  }

  private static func expecting(_ sha256: String?, _ files: [RemoteFile]) throws(Refusal) -> [RemoteFile] {
    guard let sha256, !sha256.isEmpty else { return files }
    func refuse(_ message: String) -> Refusal {
      .invalid([FieldProblem(["body", "sha256"], type: "value_error", message: message, input: .string(sha256))])
    }
    let digest = sha256.lowercased()
    guard digest.utf8.count == 64, digest.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw refuse("A SHA-256 has 64 hexadecimal digits.")
    }
    guard files.count == 1, var file = files.first else {
      throw refuse("There are several parts, and a checksum is of one file.")
    }
    if let told = file.sha256, told != digest { throw refuse("The server says that the file has the SHA-256 \(told).") }
    file.sha256 = digest
    return [file]
  }

  private static func missingBytes(
    of download: StoredDownload, _ progress: TransferProgress, _ files: any WeightsFiles
  ) -> Int {
    download.files.reduce(0) { sum, file in
      let there = progress.received(file.path, of: download.id) ?? files.arrivedBytes(file.path, key: download.id)
      return sum + max(0, (file.bytes ?? 0) - there)
    }
  }

  // MARK: - Seeing and commanding

  /// The downloads that are not complete, the oldest first.
  package func downloads(as caller: Caller) async throws -> [WeightsDownload] {
    try Self.check(.readWeights, caller)
    return try await database.read { try WeightsTables.downloads($0) }.map(view)
  }

  nonisolated func receivedBytes(of download: StoredDownload) -> Int {
    download.files.reduce(0) { sum, file in
      sum + (progress.received(file.path, of: download.id) ?? files.arrivedBytes(file.path, key: download.id))
    }
  }

  private func view(of download: StoredDownload) -> WeightsDownload {
    let sizes = download.files.compactMap(\.bytes)
    return WeightsDownload(
      id: download.id, source: download.source, paths: download.paths,
      state: download.problem != nil ? .failed : running[download.id] != nil ? .running : .waiting,
      receivedBytes: receivedBytes(of: download),
      totalBytes: sizes.count == download.files.count ? sizes.reduce(0, +) : nil,
      problem: download.problem, createdAt: download.createdAt)
  }

  /// Gives up a download and removes what has arrived of it.
  package func cancelDownload(_ id: String, reason: String?, as caller: Caller) async throws {
    try Self.check(.changeWeights, caller)
    let attempt = AuditLog.Attempt(.weightsCancel, entityType: "weights", entityID: id, reason: reason)
    let download = try await auditLog.change(as: caller, attempt) { connection, journal in
      guard let download = try WeightsTables.download(id, connection) else { throw Refusal.noDownload }
      try WeightsTables.removeDownload(id, connection)
      try journal.record(Self.act(.weightsCancel, download, "Cancelled the download of", reason: reason))
      return download
    }
    // A running one removes its files itself, when it has stopped writing.
    if let stop = running[id] { stop.finish() } else { files.abandon(download.paths, key: id) }
    changed()
  }

  /// Goes on with a download that failed, from where it stopped.
  package func resumeDownload(_ id: String, reason: String?, as caller: Caller) async throws -> WeightsDownload {
    try Self.check(.changeWeights, caller)
    let attempt = AuditLog.Attempt(.weightsDownload, entityType: "weights", entityID: id, reason: reason)
    let (files, reserve, progress) = (files, settings.reserveBytes, progress)
    let download = try await auditLog.change(as: caller, attempt) { connection, journal in
      guard var download = try WeightsTables.download(id, connection) else { throw Refusal.noDownload }
      guard download.problem != nil else { throw Refusal.isArriving(download.paths.first ?? "") }
      let missing = Self.missingBytes(of: download, progress, files)
      try files.space(at: download.paths.first ?? "").check(for: missing, reserve: reserve)
      download.problem = nil
      try WeightsTables.update(download, connection)
      try journal.record(Self.act(.weightsDownload, download, "Resumed the download of", reason: reason))
      return download
    }
    changed()
    wake.yield()
    return view(of: download)
  }

  static func act(
    _ action: AuditAction, _ download: StoredDownload, _ what: String, reason: String? = nil
  ) -> Act {
    let name = download.paths.first ?? ""
    let more = download.paths.count > 1 ? " in \(download.paths.count) parts" : ""
    let sizes = download.files.compactMap(\.bytes)
    return Act(
      action, entityType: "weights", entityID: name, description: "\(what) \(name)\(more) from \(download.source)",
      reason: reason,
      details: [
        "download": .string(download.id), "source": .string(download.source),
        "files": .array(download.paths.map(JSON.string)),
        "bytes": .optional(sizes.count == download.files.count ? sizes.reduce(0, +) : nil),
        "sha256": .array(download.files.compactMap { $0.sha256.map(JSON.string) }),
      ])
  }
}

extension Refusal {
  static let noDownload = Refusal(
    .notFound, code: "weights.no_download", detail: "There is no such download. It may be complete or cancelled.")

  static func isArriving(_ path: String) -> Refusal {
    Refusal(.conflict, code: "weights.arriving", detail: "\(path) is being downloaded already.")
  }
}
