import Dispatch
import Domain
import Glibc

/// The folder that holds the weights' files of one runtime.
struct WeightsFolder: Sendable {
  var path: String
  var runtime: RuntimeID
  var headers = HeaderCache()
  var form = WeightsForm.gguf
  /// Memory that a process takes beside the weights.
  var ownBytes: Int?
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
    /// What the process is given: of weights in several parts the first, or their folder.
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
    let walk = try FolderWalk(of: path, form)
    var listing = Listing(skipped: walk.skipped)
    var candidates: [WeightsCandidate] = []
    for candidate in form.candidates(of: walk.files) {
      guard let first = candidate.parts.first else { continue }
      let place = candidate.folder.map { $0 + "/" } ?? first.path
      if let missing = candidate.missing {
        listing.skipped.append(SkippedFile(place, .missingParts(missing), baseModel: try? candidate.id))
      } else if let reason = candidate.reasonToSkip {
        listing.skipped.append(SkippedFile(place, reason, baseModel: try? candidate.id))
      } else if form == .gguf,
        let reason = headers.reasonToSkip(first, in: path, isWhole: candidate.partCount == nil)
      {
        listing.skipped.append(SkippedFile(place, reason, baseModel: try? candidate.id))
      } else {
        candidates.append(candidate)
      }
    }
    headers.keepOnly(walk.files)
    var owner: [ModelID: String] = [:]
    let deadline = ContinuousClock.now + Self.timeForHeaders
    for candidate in candidates.sorted(by: WeightsCandidate.goesFirst) {
      add(candidate, to: &listing, &owner, readingUntil: deadline)
    }
    listing.entries.sort { $0.weights.baseModel < $1.weights.baseModel }
    listing.skipped.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return listing
  }

  private func add(
    _ candidate: WeightsCandidate, to listing: inout Listing, _ owner: inout [ModelID: String],
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
    headers.note(candidate.parts, of: id)
    let fingerprint = candidate.parts.map { "\($0.bytes)-\($0.changedAt.seconds).\($0.changedAt.nanoseconds)" }
    let facts: WeightsFacts? =
      switch form {
      case .gguf: headers.facts(of: candidate.parts, in: path, until: deadline)
      case .huggingFace:
        candidate.config.flatMap { headers.facts(ofConfig: $0, in: path, partCount: candidate.parts.count) }
      case .whisper, .diffusion: nil
      }
    var weights = AvailableWeights(
      baseModel: id, runtime: runtime, fileBytes: candidate.parts.reduce(0) { $0 + $1.bytes },
      fingerprint: fingerprint.joined(separator: "+"), changedAt: Domain.Timestamp(seconds: changedAt.seconds),
      facts: facts)
    weights.ownBytes = ownBytes
    listing.entries.append(
      Entry(
        weights: weights, file: "\(path)/\(candidate.folder ?? first.path)", changedAt: changedAt,
        parts: candidate.parts))
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
