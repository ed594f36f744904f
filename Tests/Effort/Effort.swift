import FoundationEssentials

/// How many random cases a test draws.
///
/// `MUSTER_TEST_EFFORT` is a factor: 1 in `make test`, 10 in `make soak`, 0.1 under a sanitizer, under which everything
/// takes ten times as long and which looks for other mistakes.
package enum Effort {
  package static let factor = ProcessInfo.processInfo.environment["MUSTER_TEST_EFFORT"].flatMap(Double.init) ?? 1

  /// - Parameter count: how many are enough for `make test`.
  package static func cases(_ count: Int) -> Int { max(1, Int(Double(count) * factor)) }
}
