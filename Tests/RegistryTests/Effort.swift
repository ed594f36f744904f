import FoundationEssentials

/// How many cases a test draws.
enum Effort {
  /// A tenth under a sanitizer, under which everything takes ten times as long and which looks for other mistakes
  /// (scripts/sanitize).
  static func cases(_ count: Int) -> Int {
    ProcessInfo.processInfo.environment["MUSTER_SANITIZER"] == nil ? count : max(1, count / 10)
  }
}
