/// One file of the models folder.
package struct StoredFile: Hashable, Sendable {
  /// Stays the same for as long as nobody writes to the file, whatever it is called.
  package struct Identity: Hashable, Sendable {
    package var inode: Int
    package var bytes: Int
    /// Nanoseconds since 1970.
    package var changedAt: Int

    package init(inode: Int, bytes: Int, changedAt: Int) {
      self.inode = inode
      self.bytes = bytes
      self.changedAt = changedAt
    }
  }

  /// Below the models folder.
  package var path: String
  package var identity: Identity

  package init(path: String, identity: Identity) {
    self.path = path
    self.identity = identity
  }

  package var bytes: Int { identity.bytes }
  package var changedAt: Timestamp { Timestamp(seconds: identity.changedAt / 1_000_000_000) }
}

/// Weights in the models folder: one file, or several parts.
package struct StoredWeights: Equatable, Sendable {
  /// The path of the first file without its ending: what the runtimes call the weights.
  package var name: String
  /// In the order of the parts.
  package var files: [StoredFile]
  package var facts: WeightsFacts?
  /// The file that is their projector unless launch settings say otherwise.
  package var projector: String?

  package init(name: String, files: [StoredFile], facts: WeightsFacts? = nil, projector: String? = nil) {
    self.name = name
    self.files = files
    self.facts = facts
    self.projector = projector
  }

  package var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}

/// The models folder at one moment.
package struct FolderContents: Equatable, Sendable {
  package struct Skipped: Equatable, Sendable {
    package var file: SkippedFile
    /// `nil`: it is a folder, or not a regular file.
    package var stored: StoredFile?

    package init(file: SkippedFile, stored: StoredFile?) {
      self.file = file
      self.stored = stored
    }
  }

  package var weights: [StoredWeights]
  package var skipped: [Skipped]
  package var space: DiskSpace

  package init(weights: [StoredWeights], skipped: [Skipped], space: DiskSpace) {
    self.weights = weights
    self.skipped = skipped
    self.space = space
  }
}

/// Bytes of a disk that Muster can still use, and of all of it.
package struct DiskSpace: Equatable, Sendable {
  package var freeBytes: Int
  package var totalBytes: Int

  package init(freeBytes: Int, totalBytes: Int) {
    self.freeBytes = freeBytes
    self.totalBytes = totalBytes
  }

  /// - Parameter reserve: bytes that stay free.
  /// - Throws: `Refusal` when `bytes` more would not leave the reserve.
  package func check(for bytes: Int, reserve: Int) throws(Refusal) {
    guard freeBytes - bytes < reserve else { return }
    throw Refusal(
      .outOfStorage, code: "weights.no_space",
      detail: "There is not enough space on the disk of the models folder: \(bytes.asBytes) are needed, "
        + "\(freeBytes.asBytes) are free, and \(reserve.asBytes) of them stay free (downloads.reserve in the "
        + "configuration). Free some space, or lower the reserve.",
      attachments: ["needed_bytes": .int(bytes), "free_bytes": .int(freeBytes), "reserve_bytes": .int(reserve)])
  }
}

extension Refusal {
  package static func weightsExist(_ path: String) -> Refusal {
    Refusal(
      .conflict, code: "weights.exists",
      detail: "There is a file \(path) already. Delete it first, or choose another name.")
  }
}
