import Domain
import Logging

/// Looks at a folder again and again, and tells when its weights are others than before.
actor OfferWatch {
  private static let interval = Duration.seconds(1)
  /// Unchanged for so long, a file counts as complete at the first look.
  static let settledAfterSeconds = 2

  private let folder: WeightsFolder
  private let logger: Logger
  private let pause: @Sendable () async -> Void
  private var told: FoundWeights?
  private var lastLook = WeightsFolder.Look()
  private var lastProblem: String?

  private let now: @Sendable () -> Int

  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - pause: waited for between two looks; `nil` is a second.
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

  /// Waits for what differs from what was told before; nil when the task is cancelled.
  func next() async -> FoundWeights? {
    var isFirst = told == nil
    while !Task.isCancelled {
      // By polling: network file systems do not report what another machine has changed.
      if !isFirst { await pause() }
      isFirst = false
      guard let look = await readFolder() else { continue }
      let found = settled(look)
      lastLook = look
      if found != told {
        logger.report(found.leftOut, known: told?.leftOut ?? [], runtime: folder.runtime)
        told = found
        return found
      }
    }
    return nil
  }

  /// A folder that cannot be read keeps what was known: it may be a network that stumbles, and "nothing is
  /// there" would end every model.
  private func readFolder() async -> WeightsFolder.Look? {
    do {
      let look = try await folder.lookInBackground()
      lastProblem = nil
      return look
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
  private func settled(_ look: WeightsFolder.Look) -> FoundWeights {
    var found = FoundWeights(leftOut: look.leftOut)
    for weights in look.weights {
      let id = weights.offer.baseModel
      let known = told?.offers.first { $0.baseModel == id }
      let isSettled =
        weights.offer == known || lastLook.weights.contains { $0.offer == weights.offer }
        || weights.changedAt.seconds + Self.settledAfterSeconds < now()
      if let offer = isSettled ? weights.offer : known {
        found.offers.append(offer)
      } else {
        found.leftOut.append(LeftOut(folder.relativePath(of: weights), .arriving, baseModel: id))
      }
    }
    found.leftOut.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return found
  }
}

extension Logger {
  /// Once for each.
  func report(_ leftOut: [LeftOut], known: [LeftOut] = [], runtime: RuntimeID) {
    let known = Set(known)
    for one in leftOut where one.reason != .arriving && !known.contains(one) {
      warning("Not offered: \(one.path): \(one.words)", metadata: ["runtime": "\(runtime)"])
    }
  }
}
