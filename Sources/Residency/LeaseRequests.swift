import Domain

/// The requests that wait for a lease or hold one.
struct LeaseRequests {
  private var open: [Int: (holder: LeaseHolder, watch: LeaseWatch)] = [:]
  private var holders = LeaseHolders()
  private var answers: PendingAnswers<LeaseAnswer>

  /// - Parameter generation: numbers of requests never repeat between two generations.
  init(generation: Int = 0) { answers = PendingAnswers(after: generation << 40) }

  mutating func open(_ holder: LeaseHolder, _ watch: LeaseWatch) -> Int {
    let request = answers.open()
    open[request] = (holder, watch)
    return request
  }

  mutating func answer(_ request: Int, _ answer: LeaseAnswer) -> Resumption? {
    if case .admitted(let lease) = answer {
      if let (holder, watch) = open[request] {
        holders.began(request, lease.baseModel, holder)
        watch.begin()
      }
    } else {
      close(request)
    }
    return answers.answer(request, answer)
  }

  mutating func takeAnswer(to request: Int) -> LeaseAnswer? { answers.takeAnswer(to: request) }

  mutating func wait(for request: Int, _ continuation: CheckedContinuation<LeaseAnswer?, Never>) -> Resumption? {
    answers.wait(for: request, continuation)
  }

  /// - Returns: `nil` when the request was answered first.
  mutating func abandon(_ request: Int) -> PendingAnswers<LeaseAnswer>.Abandoned? {
    guard let abandoned = answers.abandon(request) else { return nil }
    close(request)
    return abandoned
  }

  /// The request is over, or was never admitted.
  /// - Parameter isBroken: its connection to the process ended before its answer did.
  mutating func close(_ request: Int, isBroken: Bool = false) {
    open[request] = nil
    holders.ended(request, isBroken: isBroken, at: .now)
  }

  func cut(_ request: Int, reason: String) -> Resumption? { open[request]?.watch.cut(reason: reason) }

  /// Leased requests whose answer has made no progress since `moment`.
  func stalled(since moment: ContinuousClock.Instant) -> [Int] {
    open.filter { request, entry in
      !answers.isPending(request) && entry.watch.waitingSince.map { $0 <= moment } == true
    }.map(\.key)
  }

  /// The base model that each leased request uses, by request id.
  var baseModels: [String: ModelID] { holders.baseModels }

  /// The requests that the process of `baseModel` took with it.
  mutating func lost(with baseModel: ModelID) -> [LeaseHolder] { holders.lost(with: baseModel, at: .now) }
}

/// What became of a request for a lease.
package enum LeaseAnswer: Sendable, Equatable {
  case admitted(Lease)
  /// What the decision rests on has changed meanwhile: decide again.
  case retryAdmission
  case refused(Refusal)
}
