import Domain
import Storage

/// SHA-256 of a file, as it was first read.
package struct WeightsDigest: Equatable, Sendable {
  package var sha256: String
  package var computedAt: Timestamp
  /// What a later check found, where it differs: the file was changed behind its time stamp, or the disk is failing.
  package var found: String?
}

/// Where a file came from.
package struct WeightsOrigin: Equatable, Sendable {
  /// `nil`: uploaded.
  package var source: String?
  /// Of what arrived.
  package var sha256: String
  package var arrivedAt: Timestamp
  package var userID: UserID
}

/// What a model needs a file for.
package enum WeightsUse: String, Sendable, CaseIterable {
  case weights, projector
  case draftModel = "draft_model"
  case lora

  /// For people; `nil`: they are simply its weights.
  var words: String? {
    switch self {
    case .weights: nil
    case .projector: "projector"
    case .draftModel: "draft model"
    case .lora: "adapter"
    }
  }
}

/// A model that uses weights, or another file of the models folder.
package struct WeightsUser: Equatable, Sendable {
  package var id: ModelID
  package var name: String
  package var weights: ModelID
  package var isPreset: Bool
  package var isActive: Bool
  package var use = WeightsUse.weights

  /// Whether the weights must not be deleted because of it.
  var holdsWeights: Bool { isPreset || isActive }
}

/// Weights of a runtime, with everything that is known of them.
package struct WeightsItem: Equatable, Sendable {
  package struct File: Equatable, Sendable {
    package var file: StoredFile
    /// `nil`: not computed yet.
    package var digest: WeightsDigest?
    package var origin: WeightsOrigin?

    /// It is not what was downloaded or uploaded, or not what its own digest was.
    package var problem: Problem? {
      if digest?.found != nil { return .damaged }
      if let origin, let digest, origin.sha256 != digest.sha256 { return .replaced }
      return nil
    }
  }

  package enum Problem: String, Sendable, CaseIterable {
    /// Other bytes than before, although its time did not change.
    case damaged
    /// Other bytes than were downloaded or uploaded under this name.
    case replaced
  }

  /// What the runtime calls them.
  package var name: String
  /// The base models that they are; none while no runtime offers them.
  package var baseModels: [ModelID]
  package var runtimes: [RuntimeID]
  /// Of the models folder; empty for the weights of attached runtimes.
  package var files: [File]
  package var bytes: Int?
  package var changedAt: Timestamp?
  /// SHA-256 of a single file.
  package var digest: String?
  package var facts: WeightsFacts?
  package var users: [WeightsUser]
  /// The runtime that has other weights of the same name, which is why their base model's id names the runtime.
  package var clashesWith: RuntimeID?
  /// An older file is in memory.
  package var isOutdated: Bool

  /// How commands name them.
  package var id: String { baseModels.first?.text ?? name }
}

/// A file that no model can use, and why.
package struct SkippedWeights: Equatable, Sendable {
  package var file: SkippedFile
  /// `nil`: it cannot be deleted here.
  package var stored: WeightsItem.File?
  package var users: [WeightsUser] = []
}

/// All weights, at one moment.
package struct WeightsListing: Equatable, Sendable {
  package var items: [WeightsItem]
  package var skipped: [SkippedWeights]
  /// `nil`: no runtime has a models folder.
  package var space: DiskSpace?
  /// Why the models folder cannot be read.
  package var problem: String?
  /// That base models get unless their launch settings say otherwise, by path.
  var projectors: [ModelID: String] = [:]
}

/// What one runtime has.
package struct RuntimeOffer: Sendable {
  package var runtime: RuntimeID
  /// Its weights are the files of the models folder.
  package var hasModelsFolder: Bool
  package var weights: [AvailableWeights]

  package init(runtime: RuntimeID, hasModelsFolder: Bool, weights: [AvailableWeights]) {
    self.runtime = runtime
    self.hasModelsFolder = hasModelsFolder
    self.weights = weights
  }
}

/// Weights in the bin.
package struct DeletedWeights: Equatable, Sendable {
  package var id: String
  package var name: String
  package var paths: [String]
  var origins: [String: WeightsOrigin]
  package var bytes: Int
  package var deletedAt: Timestamp
  package var deletedBy: UserID
  package var reason: String?

  var pathsText: String { JSON.array(paths.map(JSON.string)).serialized() }

  var originsText: String {
    let members = origins.sorted { $0.key < $1.key }.map { path, origin in
      (
        key: path,
        value: [
          "source": .optional(origin.source), "sha256": .string(origin.sha256),
          "arrived_at": .int(origin.arrivedAt.seconds), "user_id": .string(origin.userID.text),
        ] as JSON
      )
    }
    return JSON.object(JSON.Object(members)).serialized()
  }
}

extension DeletedWeights {
  init(_ row: Row) throws {
    var origins: [String: WeightsOrigin] = [:]
    for (path, value) in try JSON(parsing: row.text("origins")).object ?? [:] {
      origins[path] = WeightsOrigin(
        source: value["source"]?.string, sha256: value["sha256"]?.string ?? "",
        arrivedAt: Timestamp(seconds: value["arrived_at"]?.int ?? 0), userID: UserID(value["user_id"]?.string ?? ""))
    }
    self.init(
      id: try row.text("id"), name: try row.text("name"),
      paths: try JSON(parsing: row.text("paths")).array?.compactMap(\.string) ?? [], origins: origins,
      bytes: try row.int("bytes"), deletedAt: Timestamp(seconds: try row.int("deleted_at")),
      deletedBy: UserID(try row.text("user_id")), reason: try row.optionalText("reason"))
  }
}

/// A download as the database has it.
struct StoredDownload: Equatable, Sendable {
  var id: String
  /// Without secrets.
  var source: String
  var files: [RemoteFile]
  /// Why it stopped; `nil`: it runs, or waits for its turn.
  var problem: String?
  var userID: UserID
  var createdAt: Timestamp

  var filesText: String { JSON.array(files.map(\.json)).serialized() }
  var paths: [String] { files.map(\.path) }
}

extension StoredDownload {
  init(_ row: Row) throws {
    self.init(
      id: try row.text("id"), source: try row.text("source"),
      files: try JSON(parsing: row.text("files")).array?.compactMap(RemoteFile.init) ?? [],
      problem: try row.optionalText("problem"), userID: UserID(try row.text("user_id")),
      createdAt: Timestamp(seconds: try row.int("created_at")))
  }
}

/// How far a download is.
package struct WeightsProgress: Equatable, Sendable {
  package var id: String
  package var receivedBytes: Int
}

/// A download that is not complete, for people.
package struct WeightsDownload: Equatable, Sendable {
  package enum State: String, Sendable, CaseIterable { case waiting, running, failed }

  package var id: String
  package var source: String
  package var paths: [String]
  package var state: State
  package var receivedBytes: Int
  /// `nil`: the server does not tell.
  package var totalBytes: Int?
  package var problem: String?
  package var createdAt: Timestamp
}
