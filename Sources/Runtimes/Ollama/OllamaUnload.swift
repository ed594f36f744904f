import Domain
import FoundationEssentials
import Logging

/// Unloads a blob, and makes sure of it: Ollama says at once that it did, whatever happens then.
struct OllamaUnload: Sendable {
  private typealias Clock = ContinuousClock

  /// An unload takes Ollama 16 to 43 ms; one that has to wait for an answer takes as long as that.
  private static let firstPause = Duration.milliseconds(4)
  private static let longestPause = Duration.milliseconds(250)
  /// The command is repeated after that, also while Ollama seems to follow it.
  private static let repetition = Duration.seconds(5)

  let run: OllamaRun
  let member: Int
  /// A load may still go on, in which no list shows it.
  let isLoadInFlight: Bool

  private struct Progress {
    let startedAt = Clock.now
    var missingSince: Clock.Instant?
    var lastCommandAt: Clock.Instant?
    var bytes: Int?
    var misses = OllamaAPI.Misses()
    var pause = OllamaUnload.firstPause
    var isLogged = false
    /// No name reaches it any more.
    var isOutOfReach = false
    /// The load that was abandoned has come to its end all the same.
    var hasShown = false
  }

  /// Returns when the blob is out of the memory, when the server is gone, or when nothing can be done.
  func perform(knownBytes: Int?) async -> RunEnd {
    var progress = Progress(bytes: knownBytes)
    await command(nil, &progress)
    while true {
      if let end = await look(&progress) ?? patience(&progress) { return end }
      try? await Task.sleep(for: progress.pause)
      progress.pause = min(progress.pause * 2, Self.longestPause)
    }
  }

  private func look(_ progress: inout Progress) async -> RunEnd? {
    do throws(ServerAPI.Problem) {
      let present = await run.find(in: try await run.api.runners())
      progress.misses = OllamaAPI.Misses()
      guard let present else {
        let missingSince = progress.missingSince ?? .now
        progress.missingSince = missingSince
        let isSettled =
          !isLoadInFlight || progress.hasShown || Clock.now - missingSince >= run.settings.settlingTime
        return isSettled ? RunEnd(cause: .stopped, detail: "", isRetryable: true, freedBytes: progress.bytes) : nil
      }
      progress.hasShown = true
      progress.missingSince = nil
      progress.bytes = present.bytes ?? progress.bytes
      // It waits for its last answer; unless that shows, it has come back, or the command came during a load.
      let isRepetitionDue = progress.lastCommandAt.map { Clock.now - $0 >= Self.repetition } ?? true
      if !present.isLeaving || isRepetitionDue { await command(present, &progress) }
      if progress.isOutOfReach { return outOfReach() }
    } catch {
      progress.misses.note(error)
      if progress.misses.areMany, await !run.api.isAnswering() {
        return RunEnd(
          cause: .stopped, detail: "runtime \(run.settings.id) \(error)", isRetryable: true, freedBytes: nil)
      }
    }
    return nil
  }

  // MARK: - The command

  /// By any name that means this blob now; the one that it was loaded by may be gone, or mean another.
  private func command(_ present: OllamaRunner?, _ progress: inout Progress) async {
    progress.lastCommandAt = .now
    var names = run.catalog.names(of: run.identity)
    if names.isEmpty || progress.isOutOfReach { names = await freshNames() }
    progress.isOutOfReach = present != nil && names.isEmpty
    let preferred = [run.weights.name, present?.name].compactMap(\.self)
    for name in preferred.filter(names.contains) + names.filter({ !preferred.contains($0) }) {
      guard let answer = try? await run.api.unload(name) else { return }
      if answer.isSuccess { return }
    }
    // All of them failed: the list is out of date.
    if await freshNames().isEmpty { progress.isOutOfReach = present != nil }
  }

  private func freshNames() async -> [String] {
    await run.catalog.refresh(within: run.settings.answerTimeout)
    return run.catalog.names(of: run.identity)
  }

  // MARK: - What does not end

  private func patience(_ progress: inout Progress) -> RunEnd? {
    guard Clock.now - progress.startedAt >= run.settings.unloadGrace else { return nil }
    if !progress.isLogged {
      progress.isLogged = true
      run.runtime.logger.warning(
        "\(run.weights.baseModel): Ollama still has it in memory \(run.settings.unloadGrace.asText) after it was told to unload it (unload_grace); trying on"
      )
    }
    if !run.runner.isAlone(member) { return .stopped }
    guard run.givenUp.hasFired else { return nil }
    return RunEnd(cause: .stopped, detail: "Ollama still has it in memory", isRetryable: true, freedBytes: nil)
  }

  /// Ollama keeps the runner of weights that were deleted, and takes no command for it.
  private func outOfReach() -> RunEnd {
    let detail =
      "Ollama keeps it in memory until it is restarted or needs the room, because it was deleted while loaded"
    run.runtime.logger.warning("\(run.weights.baseModel): \(detail)")
    return RunEnd(cause: .stopped, detail: detail, isRetryable: true, freedBytes: nil)
  }
}
