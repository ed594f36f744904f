import Audit
import Domain
import Storage
import Synchronization

/// The weights of all runtimes, and the files of the models folder: listing, verifying, deleting, restoring, and the
/// arrival of new ones.
package actor WeightsLibrary {
  package struct Settings: Sendable {
    /// Bytes of the disk that downloads and uploads leave free.
    package var reserveBytes: Int
    /// Whose addresses are read as repositories.
    package var huggingFace: String
    /// How long deleted weights stay restorable.
    package var binRetention: Duration

    package init(reserveBytes: Int, huggingFace: String, binRetention: Duration) {
      self.reserveBytes = reserveBytes
      self.huggingFace = huggingFace
      self.binRetention = binRetention
    }
  }

  let database: Database
  let auditLog: AuditLog
  nonisolated let files: any WeightsFiles
  nonisolated let source: any WeightsSource
  nonisolated let settings: Settings
  /// What each runtime has now.
  let offers: @Sendable () -> [RuntimeOffer]
  /// Base models of which an older file is in memory.
  let outdated: @Sendable () -> Set<ModelID>
  /// Told how far a download is, whenever some of it has come.
  let progressed: @Sendable (WeightsProgress) -> Void
  /// Told that weights, downloads or the bin changed.
  let changed: @Sendable () -> Void
  let log: @Sendable (String) -> Void

  /// The downloads that run, with what ends them.
  var running: [String: AsyncStream<Never>.Continuation] = [:]
  let progress = TransferProgress()
  let wakeups: AsyncStream<Void>
  let wake: AsyncStream<Void>.Continuation

  package init(
    database: Database, auditLog: AuditLog, files: any WeightsFiles, source: any WeightsSource, settings: Settings,
    offers: @escaping @Sendable () -> [RuntimeOffer], outdated: @escaping @Sendable () -> Set<ModelID>,
    progressed: @escaping @Sendable (WeightsProgress) -> Void, changed: @escaping @Sendable () -> Void,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.database = database
    self.auditLog = auditLog
    self.files = files
    self.source = source
    self.settings = settings
    self.offers = offers
    self.outdated = outdated
    self.progressed = progressed
    self.changed = changed
    self.log = log
    (wakeups, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Removes what is left of uploads that were cut off by the end of the process: unlike downloads, they cannot go on.
  /// Comes before the first upload.
  package func begin() async throws {
    guard offers().contains(where: \.hasModelsFolder) else { return }
    let downloads = try await database.read { try WeightsTables.downloads($0) }
    for path in await files.removeLeftovers(besides: downloads.map { ($0.paths, $0.id) }) {
      log("Removed \(path), which is left of an upload that was cut off")
    }
  }

  /// Computes digests, runs downloads and empties the bin, until it is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.computeDigestsPeriodically() }
      group.addTask { await self.purgeExpiredPeriodically() }
      group.addTask { await self.runDownloads() }
    }
  }

  // MARK: - Listing

  package func list(as caller: Caller) async throws -> WeightsListing {
    try Self.check(.readWeights, caller)
    return try await listing()
  }

  /// Weights by the id of their base model, by their name, or by the path of one of their files.
  /// - Throws: `Refusal` when there are none.
  package func show(_ name: String, as caller: Caller) async throws -> WeightsItem {
    try Self.check(.readWeights, caller)
    return try Self.find(name, in: try await listing())
  }

  static func find(_ name: String, in listing: WeightsListing) throws -> WeightsItem {
    let found =
      listing.items.first { $0.baseModels.contains { $0.text.hasSameBytes(as: name) } }
      ?? listing.items.first { $0.name.hasSameBytes(as: name) }
      ?? listing.items.first { $0.files.contains { $0.file.path.hasSameBytes(as: name) } }
    if let found { return found }
    throw Refusal.noWeights(name)
  }

  func listing() async throws -> WeightsListing {
    let offers = offers()
    var contents: FolderContents?
    var problem: String?
    if offers.contains(where: \.hasModelsFolder) {
      do {
        contents = try await files.contents()
      } catch let refusal as Refusal {
        problem = refusal.detail
      }
    }
    let bases = offers.flatMap(\.weights).map(\.baseModel)
    let projectors = Self.projectors(in: contents?.weights ?? [], offers)
    let (digests, origins, users, launchFiles) = try await database.read { connection in
      (
        try WeightsTables.digests(connection), try WeightsTables.origins(connection),
        try WeightsTables.users(of: Set(bases).sorted(), connection),
        try LaunchFiles(projectors: projectors, connection)
      )
    }
    let join = Join(
      offers: offers, digests: digests, origins: origins, users: Dictionary(grouping: users, by: \.weights),
      launchFiles: launchFiles, outdated: outdated())
    let skipped = (contents?.skipped ?? []).map { skipped in
      SkippedWeights(
        file: skipped.file, stored: skipped.stored.map(join.file), users: launchFiles.users(of: [skipped.file.path]))
    }
    return WeightsListing(
      items: (contents?.weights ?? []).map(join.stored) + join.attached(), skipped: skipped, space: contents?.space,
      problem: problem, projectors: projectors)
  }

  /// The projectors that are found beside weights.
  private static func projectors(in folder: [StoredWeights], _ offers: [RuntimeOffer]) -> [ModelID: String] {
    var found: [ModelID: String] = [:]
    for weights in folder {
      guard let projector = weights.projector else { continue }
      found[ModelID(stored: weights.name)] = projector
      for offer in offers where offer.hasModelsFolder {
        for own in offer.weights where own.name.hasSameBytes(as: weights.name) { found[own.baseModel] = projector }
      }
    }
    return found
  }

  /// Puts together what the folder, the runtimes and the database know.
  private struct Join {
    var offers: [RuntimeOffer]
    var digests: [StoredFile.Identity: WeightsDigest]
    var origins: [String: WeightsOrigin]
    var users: [ModelID: [WeightsUser]]
    var launchFiles: LaunchFiles
    var outdated: Set<ModelID>

    func file(_ file: StoredFile) -> WeightsItem.File {
      WeightsItem.File(file: file, digest: digests[file.identity], origin: origins[file.path])
    }

    func stored(_ weights: StoredWeights) -> WeightsItem {
      var bases: [ModelID] = []
      var runtimes: [RuntimeID] = []
      var clashesWith: RuntimeID?
      for offer in offers where offer.hasModelsFolder {
        guard let own = offer.weights.first(where: { $0.name.hasSameBytes(as: weights.name) }) else { continue }
        runtimes.append(offer.runtime)
        clashesWith = clashesWith ?? own.clashesWith
        if !bases.contains(own.baseModel) { bases.append(own.baseModel) }
      }
      let files = weights.files.map(file)
      return WeightsItem(
        name: weights.name, baseModels: bases, runtimes: runtimes, files: files, bytes: weights.bytes,
        changedAt: weights.files.map(\.changedAt).max(),
        digest: files.count == 1 ? files.first?.digest?.sha256 : nil, facts: weights.facts,
        users: bases.flatMap { users[$0] ?? [] } + launchFiles.users(of: files.map(\.file.path), bases),
        clashesWith: clashesWith, isOutdated: bases.contains(where: outdated.contains))
    }

    /// Of runtimes that have their weights elsewhere.
    func attached() -> [WeightsItem] {
      offers.filter { !$0.hasModelsFolder }.flatMap { offer in
        offer.weights.map { weights in
          WeightsItem(
            name: weights.name, baseModels: [weights.baseModel], runtimes: [offer.runtime], files: [],
            bytes: weights.fileBytes, changedAt: weights.changedAt, digest: weights.digest, facts: weights.facts,
            users: users[weights.baseModel] ?? [], clashesWith: weights.clashesWith,
            isOutdated: outdated.contains(weights.baseModel))
        }
      }
    }
  }

  // MARK: - Checks

  static func check(_ action: Action, _ caller: Caller) throws {
    if case .refused(let refusal) = AccessPolicy.decide(action, by: caller.principal) { throw refusal }
  }

  func requireFolder() throws {
    guard offers().contains(where: \.hasModelsFolder) else { throw Refusal.noModelsFolder }
  }

  /// Runs a change whose last step moves files. If the change cannot be committed, the files are moved back.
  func change<Value: Sendable>(
    _ action: AuditAction, _ name: String, reason: String?, as caller: Caller,
    _ block: @escaping @Sendable (Connection, Journal) throws -> Value,
    moving move: @escaping @Sendable (Value) throws -> Void, back: @escaping @Sendable (Value) throws -> Void
  ) async throws -> Value {
    let attempt = AuditLog.Attempt(action, entityType: "weights", entityID: name, reason: reason)
    let moved = Mutex<Value?>(nil)
    do {
      let value = try await auditLog.change(as: caller, attempt) { connection, journal in
        let value = try block(connection, journal)
        try move(value)
        moved.withLock { $0 = value }
        return value
      }
      changed()
      return value
    } catch {
      if let value = moved.withLock({ $0 }) { try back(value) }
      throw error
    }
  }
}

/// How many bytes of running transfers are there.
final class TransferProgress: Sendable {
  private let bytes = Mutex<[String: [String: Int]]>([:])

  func set(_ path: String, of id: String, to count: Int) { bytes.withLock { $0[id, default: [:]][path] = count } }
  func received(_ path: String, of id: String) -> Int? { bytes.withLock { $0[id]?[path] } }
  func paths(of id: String) -> [String] { bytes.withLock { $0[id].map { Array($0.keys) } ?? [] } }
  func forget(_ id: String) { bytes.withLock { $0[id] = nil } }
}

extension Refusal {
  static func noWeights(_ name: String) -> Refusal {
    Refusal(.notFound, code: "weights.not_found", detail: "There are no weights '\(name)'.")
  }

  static let noModelsFolder = Refusal(
    .conflict, code: "weights.no_folder",
    detail: "No runtime of the kind 'process' is configured, so that there is no models folder.")
}
