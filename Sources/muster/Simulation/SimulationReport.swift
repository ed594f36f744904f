import Domain
import Foundation
import Simulation

/// What a simulation printed.
struct SimulationReport {
  private static let chartWidth = 24

  private let outcomes: [PolicyOutcome]
  /// The loading time of the policy that all others are compared with.
  private let reference: Double
  private let requests: Int
  private let comparison: Comparison

  init(_ comparison: Comparison, policies: [PolicyName], on trace: Trace) {
    self.comparison = comparison
    requests = trace.requests.count
    outcomes = policies.map { comparison.outcome(of: $0, on: trace) }
    let known = outcomes.first { $0.policy == .lru } ?? comparison.outcome(of: .lru, on: trace)
    reference = known.loadSeconds
  }

  /// `nil` if LRU had nothing to load: then there is nothing to compare.
  private func ratio(_ outcome: PolicyOutcome) -> Double? {
    reference > 0 ? outcome.loadSeconds / reference : nil
  }

  var json: JSON {
    [
      "policies": .array(
        outcomes.map { outcome in
          [
            "policy": .string(outcome.policy.rawValue), "loads": .int(outcome.loads),
            "load_seconds": Self.number(outcome.loadSeconds), "ratio_to_lru": ratio(outcome).map(Self.number) ?? .null,
            "wait_p50_seconds": Self.number(outcome.wait(quantile: 0.5)),
            "wait_p99_seconds": Self.number(outcome.wait(quantile: 0.99)), "evictions": .int(outcome.evictions),
            "refused": .int(outcome.refused),
          ]
        })
    ]
  }

  private static func number(_ value: Double) -> JSON { .number(String((value * 1000).rounded() / 1000)) }

  var lines: [String] {
    let size = ByteCount.approximate(comparison.memory)
    var lines = ["\(requests) requests for \(comparison.models.count) models in \(size)"]
    let tooLarge = comparison.models.filter { $0.bytes > comparison.memory }.map { DisplayText.sanitized($0.name) }
    if !tooLarge.isEmpty {
      lines.append("Larger than the memory, so that their requests were refused: \(tooLarge.joined(separator: ", "))")
    }
    return lines + [""]
  }

  var table: TextTable {
    let longest = outcomes.map(\.loadSeconds).max() ?? 0
    return TextTable(
      columns: [
        .fixed("POLICY"), .number("LOADS"), .number("LOADING"), .number("TO LRU"), .number("WAIT P50"),
        .number("WAIT P99"), .number("EVICTIONS"), .flexible("LOADING TIME"),
      ],
      rows: outcomes.map { outcome in
        let length = longest > 0 ? Int((outcome.loadSeconds / longest * Double(Self.chartWidth)).rounded()) : 0
        return [
          Cell(outcome.policy.rawValue), Cell(String(outcome.loads)), Cell(Self.time(outcome.loadSeconds)),
          Cell(ratio(outcome).map { String(format: "%.2f", $0) } ?? "–"), Cell(Self.time(outcome.wait(quantile: 0.5))),
          Cell(Self.time(outcome.wait(quantile: 0.99))), Cell(String(outcome.evictions)),
          Cell(String(repeating: "█", count: length), outcome.policy == .muster ? .good : .plain),
        ]
      })
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: String(format: "%.1f s", seconds)
    case ..<1000: String(format: "%.0f s", seconds)
    case ..<60_000: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
