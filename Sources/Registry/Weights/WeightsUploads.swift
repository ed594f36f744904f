import Audit
import Domain
import Foundation
import Storage

/// Uploads: a file that a client sends, visible once it is complete.
extension WeightsLibrary {
  /// A file that is being received.
  package struct Upload: Sendable {
    package let arrival: any WeightsArrival
    let id: String
    let path: String
    let sha256: String?
  }

  /// - Parameters:
  ///   - bytes: that the client announces; `nil`: it does not tell.
  ///   - sha256: that the file must have, in hexadecimal.
  /// - Throws: `Refusal`: a bad path, a file of that name is there or on its way, no space.
  package func beginUpload(
    to path: String, bytes: Int?, sha256: String?, as caller: Caller
  ) async throws -> Upload {
    try Self.check(.changeWeights, caller)
    try requireFolder()
    let place = try WeightsPath(path, field: "path")
    let attempt = AuditLog.Attempt(.weightsUpload, entityType: "weights", entityID: place.text)
    do {
      if files.file(at: place.text) != nil { throw Refusal.weightsExist(place.text) }
      let others = try await database.read { try WeightsTables.downloads($0) }
      if others.contains(where: { $0.paths.contains(place.text) }) { throw Refusal.isArriving(place.text) }
      try files.space(at: place.text).check(for: bytes ?? 0, reserve: settings.reserveBytes)
      let id = UUID().uuidString.lowercased()
      let arrival = try await files.arrive(place.text, key: id, reserve: settings.reserveBytes)
      return Upload(arrival: arrival, id: id, path: place.text, sha256: sha256?.lowercased())
    } catch let refusal as Refusal {
      await auditLog.recordRefusal(of: attempt, because: refusal, as: caller)
      throw refusal
    }
  }

  /// Removes what has arrived of an upload that failed.
  package nonisolated func abandon(_ upload: Upload) { files.abandon([upload.path], key: upload.id) }

  /// Verifies a file and makes it visible.
  /// - Throws: `Refusal`: no GGUF file, a wrong checksum, a file of that name appeared meanwhile.
  package func completeUpload(_ upload: Upload, reason: String?, as caller: Caller) async throws -> StoredFile {
    let sha256 = try await upload.arrival.complete()
    let bytes = upload.arrival.receivedBytes
    let files = files
    _ = try await change(.weightsUpload, upload.path, reason: reason, as: caller) { connection, journal in
      if let expected = upload.sha256, expected != sha256 {
        throw Refusal.wrongChecksum(upload.path, expected: expected, found: sha256)
      }
      try Self.recordArrival(
        of: upload.path, sha256, source: nil, by: journal.caller.principal.id,
        identity: files.arrivedIdentity(upload.path, key: upload.id), at: journal.now, connection)
      try journal.record(
        Act(
          .weightsUpload, entityType: "weights", entityID: upload.path,
          description: "Uploaded \(upload.path), \(bytes.asBytes)", reason: reason,
          details: ["bytes": .int(bytes), "sha256": .string(sha256)]))
      return upload.path
    } moving: { path in
      try files.land([path], key: upload.id)
    } back: { path in
      try files.unland([path], key: upload.id)
    }
    guard let file = files.file(at: upload.path) else { throw Refusal.noWeights(upload.path) }
    return file
  }
}
