import Domain
import Logging

/// Scans a folder every second, and reports when its weights have changed.
actor WeightsWatcher {
  private static let interval = Duration.seconds(1)
  /// Unchanged for so long, a file counts as complete in the first scan.
  static let settledAfterSeconds = 2

  private let folder: WeightsFolder
  private let logger: Logger
  private let pause: @Sendable () async -> Void
  private var reported: WeightsScan?
  private var lastListing = WeightsFolder.Listing()
  private var lastProblem: String?

  private let now: @Sendable () -> Int

  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - pause: waited for between two scans; `nil` is a second.
  init(
    folder: WeightsFolder, logger: Logger,
    now: @escaping @Sendable () -> Int = { WeightsFolder.Timestamp.now.seconds },
    pause: (@Sendable () async -> Void)? = nil
  ) {
    self.folder = folder
    self.logger = logger
    self.now = now
    self.pause = pause ?? { try? await Task.sleep(for: Self.interval) }
  }

  /// Waits for a scan that differs from the one reported before; nil when the task is cancelled.
  func next() async -> WeightsScan? {
    var isFirst = reported == nil
    while !Task.isCancelled {
      // By polling: network file systems do not report what another machine has changed.
      if !isFirst { await pause() }
      isFirst = false
      guard let listing = await readFolder() else { continue }
      let scan = settled(listing)
      lastListing = listing
      if scan != reported {
        logger.report(scan.skipped, known: reported?.skipped ?? [], runtime: folder.runtime)
        reported = scan
        return scan
      }
    }
    return nil
  }

  /// A folder that cannot be read changes nothing: it may be a network failure, and an empty scan would unload every
  /// model.
  private func readFolder() async -> WeightsFolder.Listing? {
    do {
      let listing = try await folder.listInBackground()
      lastProblem = nil
      return listing
    } catch {
      let problem = (error as? Refusal)?.detail ?? String(describing: error)
      if problem != lastProblem {
        logger.error("\(problem)", metadata: ["runtime": "\(folder.runtime)"])
      }
      lastProblem = problem
      return nil
    }
  }

  /// Without the files that are still being copied: new or changed ones count once two looks agree on them, until
  /// then the offer stays as it was.
  private func settled(_ listing: WeightsFolder.Listing) -> WeightsScan {
    var scan = WeightsScan(skipped: listing.skipped)
    for entry in listing.entries {
      let id = entry.weights.baseModel
      let known = reported?.weights.first { $0.baseModel == id }
      let isSettled =
        entry.weights == known || lastListing.entries.contains { $0.weights == entry.weights }
        || entry.changedAt.seconds + Self.settledAfterSeconds < now()
      if let weights = isSettled ? entry.weights : known {
        scan.weights.append(weights)
      } else {
        scan.skipped.append(SkippedFile(folder.relativePath(of: entry), .arriving, baseModel: id))
      }
    }
    scan.skipped.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return scan
  }
}

extension Logger {
  /// Each skipped file once.
  func report(_ skipped: [SkippedFile], known: [SkippedFile] = [], runtime: RuntimeID) {
    let known = Set(known)
    for file in skipped where file.reason != .arriving && !known.contains(file) {
      warning("Skipped \(file.path): \(file.explanation)", metadata: ["runtime": "\(runtime)"])
    }
  }
}
