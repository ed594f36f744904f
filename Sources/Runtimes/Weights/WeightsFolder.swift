import Dispatch
import Domain
import Glibc

/// The folder that holds the weights' files of one runtime.
struct WeightsFolder: Sendable {
  var path: String
  var runtime: RuntimeID
  var headers = HeaderCache()
  /// How long one look may read headers: an offer of many files on a slow network does not wait for them.
  static let timeForHeaders = Duration.seconds(2)

  /// The contents of the folder at one moment.
  struct Listing: Sendable, Equatable {
    /// In order of their ids.
    var entries: [Entry] = []
    /// In order of their paths.
    var skipped: [SkippedFile] = []

    var scan: WeightsScan { WeightsScan(weights: entries.map(\.weights), skipped: skipped) }
  }

  struct Entry: Sendable, Equatable {
    var weights: AvailableWeights
    /// What the process is given; of weights in several parts the first.
    var file: String
    /// Of the part that changed last.
    var changedAt: Timestamp
    /// In their order.
    var parts: [FolderWalk.File] = []
  }

  struct Timestamp: Sendable, Hashable, Comparable {
    var seconds: Int
    var nanoseconds: Int

    static var now: Timestamp {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      return Timestamp(seconds: now.tv_sec, nanoseconds: now.tv_nsec)
    }

    static func < (left: Self, right: Self) -> Bool {
      (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
  }

  /// On a thread of its own, because a folder may lie on a network that does not answer.
  func listInBackground() async throws -> Listing {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try list() }) }
    }
  }

  func relativePath(of entry: Entry) -> String { String(entry.file.dropFirst(path.count + 1)) }

  func list() throws(Refusal) -> Listing {
    let walk = try FolderWalk(of: path)
    var listing = Listing(skipped: walk.skipped)
    var candidates: [Candidate] = []
    for candidate in Candidate.all(of: walk.files) {
      guard let first = candidate.parts.first else { continue }
      if let missing = candidate.missing {
        listing.skipped.append(SkippedFile(first.path, .missingParts(missing), baseModel: try? candidate.id))
      } else if let reason = headers.reasonToSkip(first, in: path, isWhole: candidate.partCount == nil) {
        listing.skipped.append(SkippedFile(first.path, reason, baseModel: try? candidate.id))
      } else {
        candidates.append(candidate)
      }
    }
    headers.keepOnly(walk.files)
    var owner: [ModelID: String] = [:]
    let deadline = ContinuousClock.now + Self.timeForHeaders
    for candidate in candidates.sorted(by: Candidate.goesFirst) {
      add(candidate, to: &listing, &owner, readingUntil: deadline)
    }
    listing.entries.sort { $0.weights.baseModel < $1.weights.baseModel }
    listing.skipped.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return listing
  }

  private func add(
    _ candidate: Candidate, to listing: inout Listing, _ owner: inout [ModelID: String],
    readingUntil deadline: ContinuousClock.Instant
  ) {
    guard let first = candidate.parts.first, let changedAt = candidate.parts.map(\.changedAt).max() else { return }
    let id: ModelID
    do throws(Refusal) {
      id = try candidate.id
    } catch {
      listing.skipped.append(SkippedFile(first.path, .badName(error.detail)))
      return
    }
    if let other = owner[id] {
      listing.skipped.append(SkippedFile(first.path, .sameID(other)))
      return
    }
    owner[id] = first.path
    let fingerprint = candidate.parts.map { "\($0.bytes)-\($0.changedAt.seconds).\($0.changedAt.nanoseconds)" }
    let weights = AvailableWeights(
      baseModel: id, runtime: runtime, fileBytes: candidate.parts.reduce(0) { $0 + $1.bytes },
      fingerprint: fingerprint.joined(separator: "+"), changedAt: Domain.Timestamp(seconds: changedAt.seconds),
      facts: headers.facts(of: candidate.parts, in: path, until: deadline))
    listing.entries.append(
      Entry(weights: weights, file: "\(path)/\(first.path)", changedAt: changedAt, parts: candidate.parts))
  }
}

/// One file, or the parts of one model: `name-00001-of-00003.gguf` and so on.
private struct Candidate {
  /// Below the folder, without the ending.
  var name: String
  /// In their order.
  var parts: [FolderWalk.File]
  /// `nil` for one file.
  var partCount: Int?

  var id: ModelID { get throws(Refusal) { try ModelID(fileName: name) } }

  /// How many of the parts are there; `nil` when all are.
  var missing: String? {
    guard let partCount, parts.count < partCount else { return nil }
    return "\(parts.count) of \(partCount)"
  }

  /// Whether the name is the id as it stands, and the ending as it always was.
  private var isExact: Bool {
    (try? id.text.hasSameBytes(as: name)) == true && parts.first?.path.hasSuffix(FolderWalk.suffix) == true
  }

  /// Of two with the same id, the one whose name is the id; then a single file; then the first by name.
  static func goesFirst(_ one: Candidate, _ other: Candidate) -> Bool {
    if one.isExact != other.isExact { return one.isExact }
    if (one.partCount == nil) != (other.partCount == nil) { return one.partCount == nil }
    return (one.parts.first?.path ?? "").utf8.lexicographicallyPrecedes((other.parts.first?.path ?? "").utf8)
  }

  static func all(of files: [FolderWalk.File]) -> [Candidate] {
    struct Stem: Hashable {
      /// Compared byte by byte.
      var name: ModelID
      var count: Int
    }
    var split: [Stem: [Int: FolderWalk.File]] = [:]
    var all: [Candidate] = []
    for file in files {
      let name = String(file.path.dropLast(FolderWalk.suffix.count))
      if let match = name.wholeMatch(of: /(.+)-([0-9]{5})-of-([0-9]{5})/), let index = Int(match.2),
        let count = Int(match.3), index >= 1, index <= count
      {
        let stem = Stem(name: ModelID(stored: String(match.1)), count: count)
        if split[stem]?[index] == nil { split[stem, default: [:]][index] = file }
      } else {
        all.append(Candidate(name: name, parts: [file]))
      }
    }
    for (stem, parts) in split {
      let inOrder = parts.sorted { $0.key < $1.key }.map(\.value)
      all.append(Candidate(name: stem.name.text, parts: inOrder, partCount: stem.count))
    }
    return all
  }
}

extension Refusal {
  static func unreadableFolder(_ path: String) -> Refusal {
    Refusal(
      .unavailable, code: "runtime.unreadable_models_folder",
      detail:
        "The models folder \(path) is missing or cannot be read. Create it, or correct `models` in the configuration."
    )
  }
}
