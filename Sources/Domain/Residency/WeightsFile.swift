/// What is known of the file behind weights, for people.
package struct WeightsFile: Hashable, Sendable {
  package var bytes: Int
  /// When its contents were last changed.
  package var changedAt: Timestamp

  package init(bytes: Int, changedAt: Timestamp) {
    self.bytes = bytes
    self.changedAt = changedAt
  }
}
