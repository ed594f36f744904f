import Domain
import Synchronization
import Testing

@testable import Runtimes

/// The reports of one run, and its end.
final class ReportLog: Sendable {
  private struct State {
    var reports: [RunReport] = []
    var end: RunEnd?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var reports: [RunReport] { state.withLock(\.reports) }

  var hasEnded: Bool { state.withLock { $0.end != nil } }

  func note(_ report: RunReport) { change { $0.reports.append(report) } }

  func note(end: RunEnd) { change { $0.end = end } }

  private func change(_ body: (inout State) -> Void) {
    let waiters = state.withLock { state in
      body(&state)
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// The first report that `body` accepts; waits for it, from now on if `isNew`. `nil` when the run ends without it.
  func first<Value>(isNew: Bool = false, _ body: (RunReport) -> Value?) async -> Value? {
    let skipped = isNew ? reports.count : 0
    while true {
      let (seen, hasEnded) = state.withLock { ($0.reports, $0.end != nil) }
      for report in seen.dropFirst(skipped) { if let found = body(report) { return found } }
      if hasEnded { return nil }
      await nextChange(after: seen.count)
    }
  }

  func end() async -> RunEnd {
    while true {
      let (seen, end) = state.withLock { ($0.reports.count, $0.end) }
      if let end { return end }
      await nextChange(after: seen)
    }
  }

  private func nextChange(after count: Int) async {
    await withCheckedContinuation { continuation in
      let hasChanged = state.withLock { state in
        if state.reports.count > count || state.end != nil { return true }
        state.waiters.append(continuation)
        return false
      }
      if hasChanged { continuation.resume() }
    }
  }

  func upstream() async -> Upstream? {
    await first { if case .ready(let upstream, _, _) = $0 { upstream } else { nil } }
  }

  /// The report that a process is ready.
  func ready() async -> (upstream: Upstream, pid: Int, observation: Observation)? {
    await first {
      if case .ready(let upstream, let pid?, let observation) = $0 { (upstream, pid, observation) } else { nil }
    }
  }
}

extension Runtime {
  func start(
    _ weights: AvailableWeights, _ launch: LaunchSettings = LaunchSettings(), stop: StopSignal,
    reports: ReportLog = ReportLog()
  ) async -> RunEnd {
    let end = await run(weights, launch, stop: stop) { reports.note($0) }
    reports.note(end: end)
    return end
  }

  /// Runs until ready, lets `body` act, and returns the end.
  func withRunning(
    _ weights: AvailableWeights, _ body: @Sendable (StopSignal, Upstream, ReportLog) async throws -> Void
  ) async throws -> RunEnd {
    let stop = StopSignal()
    let reports = ReportLog()
    async let end = start(weights, stop: stop, reports: reports)
    try await body(stop, try #require(await reports.upstream()), reports)
    return await end
  }
}
