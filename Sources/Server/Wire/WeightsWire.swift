import Domain
import Registry

/// Weights as JSON (docs/api.md).
enum WeightsWire {
  static func listing(_ listing: WeightsListing) -> JSON {
    [
      "items": .array(listing.items.map(item)),
      "skipped_files": .array(
        listing.skipped.map { skipped in
          var entry = ResidencyWire.skippedFile(skipped.file).object ?? [:]
          entry["bytes"] = .optional(skipped.stored?.file.bytes)
          entry["sha256"] = .optional(skipped.stored?.digest?.sha256)
          entry["may_delete"] = .bool(skipped.stored != nil)
          entry["models"] = users(skipped.users)
          return .object(entry)
        }),
      "space": listing.space.map { ["free_bytes": .int($0.freeBytes), "total_bytes": .int($0.totalBytes)] } ?? .null,
      "problem": .optional(listing.problem),
    ]
  }

  static func item(_ item: WeightsItem) -> JSON {
    [
      "id": .string(item.id), "name": .string(item.name),
      "base_models": .array(item.baseModels.map { .string($0.text) }),
      "runtimes": .array(item.runtimes.map { .string($0.text) }), "files": .array(item.files.map(file)),
      "bytes": .optional(item.bytes), "changed_at": .optional(item.changedAt?.seconds),
      "sha256": .optional(item.digest), "facts": item.facts.map(facts) ?? .null,
      "models": users(item.users),
      "clashes_with": .optional(item.clashesWith?.text), "outdated": .bool(item.isOutdated),
    ]
  }

  private static func users(_ users: [WeightsUser]) -> JSON {
    .array(
      users.map {
        [
          "id": .string($0.id.text), "name": .string($0.name), "is_preset": .bool($0.isPreset),
          "is_active": .bool($0.isActive), "use": .string($0.use.rawValue),
        ]
      })
  }

  private static func file(_ file: WeightsItem.File) -> JSON {
    [
      "path": .string(file.file.path), "bytes": .int(file.file.bytes),
      "changed_at": .int(file.file.changedAt.seconds), "sha256": .optional(file.digest?.sha256),
      "found_sha256": .optional(file.digest?.found), "problem": .optional(file.problem?.rawValue),
      "origin": file.origin.map { origin in
        [
          "source": .optional(origin.source), "sha256": .string(origin.sha256),
          "arrived_at": .int(origin.arrivedAt.seconds), "user_id": .string(origin.userID.text),
        ]
      } ?? .null,
    ]
  }

  static func facts(_ facts: WeightsFacts) -> JSON {
    [
      "architecture": .optional(facts.architecture), "name": .optional(facts.name),
      "parameters": .optional(facts.parameterCount), "size_label": .optional(facts.sizeLabel),
      "quantization": .optional(facts.quantization), "context": .optional(facts.contextLength),
      "layers": .optional(facts.layerCount), "chat_template": facts.hasChatTemplate.map(JSON.bool) ?? .null,
      "pooling": .optional(facts.pooling?.code), "purpose": .optional(facts.purpose?.rawValue),
      "parts": .int(facts.partCount),
    ]
  }

  static func download(_ download: WeightsDownload) -> JSON {
    [
      "id": .string(download.id), "source": .string(download.source),
      "files": .array(download.paths.map(JSON.string)), "state": .string(download.state.rawValue),
      "received_bytes": .int(download.receivedBytes), "total_bytes": .optional(download.totalBytes),
      "problem": .optional(download.problem), "created_at": .int(download.createdAt.seconds),
    ]
  }

  static func deleted(_ deleted: DeletedWeights, _ retention: Duration) -> JSON {
    [
      "id": .string(deleted.id), "name": .string(deleted.name), "files": .array(deleted.paths.map(JSON.string)),
      "bytes": .int(deleted.bytes), "deleted_at": .int(deleted.deletedAt.seconds),
      "purge_at": .int(deleted.deletedAt.seconds + retention.wholeSeconds),
      "deleted_by": .string(deleted.deletedBy.text), "reason": .optional(deleted.reason),
    ]
  }
}
