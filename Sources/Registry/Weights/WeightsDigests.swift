import Audit
import Domain
import Storage

/// Digests of files: computed once in the background, and checked on demand.
extension WeightsLibrary {
  /// A file that changed more recently may still be arriving.
  private static let settledAfterSeconds = 5
  private static let pause = Duration.seconds(10)

  func computeDigestsPeriodically() async {
    // Not asked again in each round.
    var unreadable: Set<StoredFile.Identity> = []
    while !Task.isCancelled {
      do {
        try await computeMissingDigests(besides: &unreadable)
      } catch {
        if !Task.isCancelled { log("The digests of weights cannot be computed: \(error)") }
      }
      try? await Task.sleep(for: Self.pause)
    }
  }

  private func computeMissingDigests(besides unreadable: inout Set<StoredFile.Identity>) async throws {
    guard offers().contains(where: \.hasModelsFolder) else { return }
    // A folder that cannot be read is said elsewhere.
    guard let contents = try? await files.contents() else { return }
    let all = contents.weights.flatMap(\.files) + contents.skipped.compactMap(\.stored)
    let known = try await database.read { try WeightsTables.digests($0) }
    let now = auditLog.now()
    let missing = all.filter { file in
      known[file.identity] == nil && !unreadable.contains(file.identity)
        && file.changedAt.seconds + Self.settledAfterSeconds < now.seconds
    }
    for file in missing {
      do {
        let digest = try await files.digest(of: file.path, isUrgent: false)
        // It may have been written to meanwhile.
        guard files.file(at: file.path)?.identity == file.identity else { continue }
        try await record(digest, of: file)
        changed()
      } catch let refusal as Refusal {
        unreadable.insert(file.identity)
        log(refusal.detail)
      }
    }
    let limit = Timestamp(seconds: now.seconds - settings.binRetention.wholeSeconds - 86_400)
    let there = Set(all.map(\.identity))
    if known.contains(where: { !there.contains($0.key) && $0.value.computedAt < limit }) {
      try await auditLog.writeWithoutEntry { try WeightsTables.forget(besides: there, before: limit, $0) }
    }
  }

  /// A file that is not what was downloaded leaves an audit entry, once for each file.
  private func record(_ sha256: String, of file: StoredFile) async throws {
    let digest = WeightsDigest(sha256: sha256, computedAt: auditLog.now())
    let origin = try await database.read { try WeightsTables.origins($0)[file.path] }
    guard let origin, origin.sha256 != sha256 else {
      return try await auditLog.writeWithoutEntry { try WeightsTables.write(digest, of: file.identity, $0) }
    }
    let attempt = AuditLog.Attempt(.weightsChanged, entityType: "weights", entityID: file.path)
    try await auditLog.change(as: .system(requestID: "weights"), attempt) { connection, journal in
      try WeightsTables.write(digest, of: file.identity, connection)
      try journal.record(
        Act(
          .weightsChanged, entityType: "weights", entityID: file.path,
          description: "The file \(file.path) is not the one that arrived under this name",
          changes: [FieldChange("sha256", before: .string(origin.sha256), after: .string(sha256))]))
    }
  }

  /// Reads all files of weights again, and compares them with what they were.
  /// - Throws: `Refusal` when there are none, or one cannot be read; `CancellationError`.
  package func verify(_ name: String, as caller: Caller) async throws -> WeightsItem {
    try Self.check(.changeWeights, caller)
    let item = try Self.find(name, in: try await listing())
    guard !item.files.isEmpty else { throw Refusal.attachedWeights(item.id) }
    var outcomes: [(file: WeightsItem.File, digest: WeightsDigest)] = []
    for file in item.files {
      let sha256 = try await files.digest(of: file.file.path, isUrgent: true)
      guard files.file(at: file.file.path)?.identity == file.file.identity else {
        throw Refusal.changedMeanwhile(file.file.path)
      }
      var digest = file.digest ?? WeightsDigest(sha256: sha256, computedAt: auditLog.now())
      digest.found = digest.sha256 == sha256 ? nil : sha256
      outcomes.append((file, digest))
    }
    let checked = outcomes.map { WeightsItem.File(file: $0.file.file, digest: $0.digest, origin: $0.file.origin) }
    let wrong = checked.filter { $0.problem != nil }
    let attempt = AuditLog.Attempt(.weightsVerify, entityType: "weights", entityID: item.id)
    try await auditLog.change(as: caller, attempt) { connection, journal in
      for file in checked {
        if let digest = file.digest { try WeightsTables.write(digest, of: file.file.identity, connection) }
      }
      try journal.record(
        Act(
          .weightsVerify, entityType: "weights", entityID: item.id,
          description: wrong.isEmpty
            ? "Verified the weights \(item.id): unchanged"
            : "Verified the weights \(item.id): \(wrong.map(\.file.path).joined(separator: ", ")) differs",
          details: ["files": .array(checked.map(Self.details))]), outcome: wrong.isEmpty ? .ok : .failed)
    }
    var verified = item
    verified.files = checked
    if checked.count == 1 { verified.digest = checked.first?.digest?.sha256 }
    return verified
  }

  private static func details(of file: WeightsItem.File) -> JSON {
    [
      "file": .string(file.file.path), "sha256": .optional(file.digest?.sha256),
      "found": .optional(file.digest?.found), "problem": .optional(file.problem?.rawValue),
    ]
  }
}

extension Refusal {
  static func attachedWeights(_ name: String) -> Refusal {
    Refusal(
      .conflict, code: "weights.attached",
      detail: "The weights '\(name)' are not in the models folder: their runtime manages its files itself.")
  }

  static func changedMeanwhile(_ path: String) -> Refusal {
    Refusal(
      .conflict, code: "weights.changed_meanwhile",
      detail: "The file \(path) was written to while it was read. Try again when it is complete.")
  }
}
