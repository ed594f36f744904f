import Audit
import Domain
import Foundation
import Storage

/// Deleting weights, restoring them, and emptying their bin.
extension WeightsLibrary {
  /// What a deletion is about.
  private struct Target: Sendable {
    var name: String
    var files: [WeightsItem.File]
    var baseModels: [ModelID]
  }

  /// Moves weights, or a skipped file, to the bin.
  /// - Parameter name: the id of their base model, their name, or the path of a file.
  /// - Throws: `Refusal`: there are none, they are in use (with who uses them), they are not in the models folder.
  package func delete(_ name: String, reason: String?, as caller: Caller) async throws -> DeletedWeights {
    try Self.check(.changeWeights, caller)
    let listing = try await listing()
    let target = try Self.target(name, in: listing)
    let projectors = listing.projectors
    let id = UUID().uuidString.lowercased()
    let files = files
    return try await change(.weightsDelete, target.name, reason: reason, as: caller) { connection, journal in
      let paths = target.files.map(\.file.path)
      let users =
        try WeightsTables.users(of: target.baseModels, connection).filter(\.holdsWeights)
        + LaunchFiles(projectors: projectors, connection).users(of: paths, target.baseModels)
      guard users.isEmpty else { throw Refusal.weightsInUse(target.name, users) }
      let origins = try WeightsTables.origins(connection)
      let deleted = DeletedWeights(
        id: id, name: target.name, paths: paths, origins: origins.filter { paths.contains($0.key) },
        bytes: target.files.reduce(0) { $0 + $1.file.bytes }, deletedAt: journal.now,
        deletedBy: journal.caller.principal.id, reason: reason)
      try WeightsTables.insert(deleted, connection)
      for path in paths { try WeightsTables.removeOrigin(of: path, connection) }
      try journal.record(
        Act(
          .weightsDelete, entityType: "weights", entityID: target.name,
          description: "Deleted the weights \(target.name), \(deleted.bytes.asBytes)", reason: reason,
          details: ["files": .array(paths.map(JSON.string)), "bytes": .int(deleted.bytes), "bin_id": .string(id)]))
      return deleted
    } moving: { deleted in
      try files.hide(deleted.paths, key: deleted.id)
    } back: { deleted in
      try files.putBack(deleted.paths, key: deleted.id)
    }
  }

  private static func target(_ name: String, in listing: WeightsListing) throws -> Target {
    do {
      let item = try find(name, in: listing)
      guard !item.files.isEmpty else { throw Refusal.attachedWeights(item.id) }
      // Also while no runtime offers them yet.
      let bases = item.baseModels.isEmpty ? [ModelID(stored: item.name)] : item.baseModels
      return Target(name: item.id, files: item.files, baseModels: bases)
    } catch let refusal as Refusal where refusal.kind == .notFound {
      guard let skipped = listing.skipped.first(where: { $0.file.path.hasSameBytes(as: name) }),
        let file = skipped.stored
      else { throw refusal }
      return Target(name: name, files: [file], baseModels: [])
    }
  }

  /// What is in the bin, the latest first.
  package func bin(as caller: Caller) async throws -> [DeletedWeights] {
    try Self.check(.readWeights, caller)
    return try await database.read { try WeightsTables.bin($0) }
  }

  /// Puts weights back where they were.
  /// - Throws: `Refusal`: unknown, or there is a file of that name again.
  package func restore(_ id: String, reason: String?, as caller: Caller) async throws -> DeletedWeights {
    try Self.check(.changeWeights, caller)
    let files = files
    return try await change(.weightsRestore, id, reason: reason, as: caller) { connection, journal in
      guard let deleted = try WeightsTables.deleted(id, connection) else { throw Refusal.notInWeightsBin }
      for path in deleted.paths where files.file(at: path) != nil { throw Refusal.weightsExist(path) }
      try WeightsTables.removeDeleted(id, connection)
      for (path, origin) in deleted.origins { try WeightsTables.write(origin, of: path, connection) }
      try journal.record(
        Act(
          .weightsRestore, entityType: "weights", entityID: deleted.name,
          description: "Restored the weights \(deleted.name) from the bin", reason: reason,
          details: ["files": .array(deleted.paths.map(JSON.string)), "bin_id": .string(id)]))
      return deleted
    } moving: { deleted in
      try files.putBack(deleted.paths, key: deleted.id)
    } back: { deleted in
      try files.hide(deleted.paths, key: deleted.id)
    }
  }

  /// Removes weights in the bin for good, which frees their space on the disk.
  package func purge(_ id: String, reason: String?, as caller: Caller) async throws -> DeletedWeights {
    try Self.check(.changeWeights, caller)
    let files = files
    let attempt = AuditLog.Attempt(.weightsPurge, entityType: "weights", entityID: id, reason: reason)
    let purged = try await auditLog.change(as: caller, attempt) { connection, journal in
      guard let deleted = try WeightsTables.deleted(id, connection) else { throw Refusal.notInWeightsBin }
      try WeightsTables.removeDeleted(id, connection)
      try journal.record(
        Act(
          .weightsPurge, entityType: "weights", entityID: deleted.name,
          description: "Permanently deleted the weights \(deleted.name), \(deleted.bytes.asBytes)", reason: reason,
          details: ["files": .array(deleted.paths.map(JSON.string)), "bin_id": .string(id)]))
      try files.removeHidden(deleted.paths, key: id)
      return deleted
    }
    changed()
    return purged
  }

  func purgeExpiredPeriodically() async {
    let interval = min(settings.binRetention, .seconds(3600))
    while !Task.isCancelled {
      do {
        let limit = auditLog.now().seconds - settings.binRetention.wholeSeconds
        for deleted in try await database.read({ try WeightsTables.bin($0) }) where deleted.deletedAt.seconds < limit {
          _ = try await purge(deleted.id, reason: "bin_retention has passed", as: .system(requestID: "bin"))
        }
      } catch {
        // Tried again the next time.
        if !Task.isCancelled { log("The bin of the weights cannot be emptied: \(error)") }
      }
      try? await Task.sleep(for: interval)
    }
  }
}

extension Refusal {
  static let notInWeightsBin = Refusal(
    .notFound, code: "weights.not_in_bin", detail: "These weights are not in the bin.")

  static func weightsInUse(_ name: String, _ users: [WeightsUser]) -> Refusal {
    let shown = users.prefix(10).map { user in "'\(user.id)'\(user.use.words.map { " (as its \($0))" } ?? "")" }
      .joined(separator: ", ")
    let more = users.count > 10 ? " and \(users.count - 10) more" : ""
    var advice: [String] = []
    if users.contains(where: { $0.use == .weights }) {
      advice.append("Deactivate the base model and delete the presets on it first.")
    }
    if users.contains(where: { $0.use != .weights }) {
      advice.append("Change the launch settings of the models that need it for something else first.")
    }
    return Refusal(
      .conflict, code: "weights.in_use",
      detail: "The weights '\(name)' are in use by \(shown)\(more). \(advice.joined(separator: " "))",
      attachments: [
        "users": .array(
          users.map {
            [
              "id": .string($0.id.text), "name": .string($0.name), "is_active": .bool($0.isActive),
              "use": .string($0.use.rawValue),
            ]
          })
      ])
  }
}
