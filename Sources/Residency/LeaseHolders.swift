import Domain

/// The request that holds a lease, for the record of a process that ends under it.
package struct LeaseHolder: Sendable, Hashable {
  package var requestID: String
  /// The entry that was asked for: a preset or a base model.
  package var model: ModelID
  package var userID: UserID

  package init(requestID: String, model: ModelID, userID: UserID) {
    self.requestID = requestID
    self.model = model
    self.userID = userID
  }
}

/// The requests that are running on each base model, and those whose connection broke a moment ago: when a process
/// crashes, its connections break before its end is known.
struct LeaseHolders {
  typealias Instant = ContinuousClock.Instant

  /// A connection that broke earlier than this before the end of the process had another reason.
  private static let memory = Duration.seconds(15)
  private static let mostBroken = 1000

  private var running: [Int: (baseModel: ModelID, holder: LeaseHolder)] = [:]
  private var broken: [(baseModel: ModelID, holder: LeaseHolder, at: Instant)] = []

  mutating func began(_ lease: Int, _ baseModel: ModelID, _ holder: LeaseHolder) {
    running[lease] = (baseModel, holder)
  }

  /// - Parameter isBroken: its connection to the process ended before its answer did.
  mutating func ended(_ lease: Int, isBroken: Bool, at now: Instant) {
    guard let (baseModel, holder) = running.removeValue(forKey: lease), isBroken else { return }
    forget(before: now - Self.memory)
    if broken.count < Self.mostBroken { broken.append((baseModel, holder, now)) }
  }

  /// The requests that a process took with it, the longest running first. Names each once.
  mutating func lost(with baseModel: ModelID, at now: Instant) -> [LeaseHolder] {
    forget(before: now - Self.memory)
    let lost = broken.filter { $0.baseModel == baseModel }.map(\.holder)
    broken.removeAll { $0.baseModel == baseModel }
    let left = running.filter { $0.value.baseModel == baseModel }
    for lease in left.keys { running[lease] = nil }
    return lost + left.sorted { $0.key < $1.key }.map(\.value.holder)
  }

  /// The base model that each running request uses, by request id.
  var baseModels: [String: ModelID] {
    Dictionary(running.values.map { ($0.holder.requestID, $0.baseModel) }, uniquingKeysWith: { first, _ in first })
  }

  private mutating func forget(before moment: Instant) { broken.removeAll { $0.at < moment } }
}
