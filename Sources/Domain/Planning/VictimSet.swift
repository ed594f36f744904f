/// Chooses which models to unload so that another one fits.
///
/// The *set* of least total value, not one model after the other: taken one by one, the first victims are often
/// unloaded in vain because a later, larger one would have been enough.
package enum VictimSet {
  /// A model that may be unloaded.
  package struct Candidate: Sendable, Equatable {
    /// What unloading it gives back to each pool.
    package var bytes: [Int]
    /// What is lost with it; never negative.
    package var value: Double

    package init(bytes: [Int], value: Double) {
      self.bytes = bytes
      self.value = value
    }
  }

  /// So many candidates are compared in all combinations; of more, the cheapest for what they give back.
  package static let mostCompared = 20

  /// - Parameters:
  ///   - shortage: the bytes that each pool lacks; 0 or less: none.
  /// - Returns: positions in `candidates`, ascending; of sets of equal value the one that frees least. `nil` if all
  ///   of them together are not enough.
  package static func cheapest(covering shortage: [Int], among candidates: [Candidate]) -> [Int]? {
    let short = shortage.indices.filter { shortage[$0] > 0 }
    if short.isEmpty { return [] }
    let useful = candidates.indices.filter { index in short.contains { candidates[index].bytes[$0] > 0 } }
    guard short.allSatisfy({ pool in useful.reduce(0) { $0 + candidates[$1].bytes[pool] } >= shortage[pool] }) else {
      return nil
    }
    let need = short.map { shortage[$0] }
    let items = useful.map { index in
      Search.Item(
        index: index, bytes: short.map { min(candidates[index].bytes[$0], shortage[$0]) },
        allBytes: candidates[index].bytes.reduce(0, +), value: candidates[index].value)
    }
    var search = Search(need: need)
    search.takeOneByOne(items)
    search.compareAll(items.count <= mostCompared ? items : cheapestForTheirBytes(items, need))
    return search.best.map { $0.sorted() }
  }

  private static func cheapestForTheirBytes(_ items: [Search.Item], _ need: [Int]) -> [Search.Item] {
    Array(items.sorted { $0.price(need) < $1.price(need) }.prefix(mostCompared))
  }

  /// Branch and bound.
  private struct Search {
    struct Item {
      var index: Int
      /// For each short pool, not more than it lacks.
      var bytes: [Int]
      var allBytes: Int
      var value: Double

      /// The value for the part of the need that it covers.
      func price(_ need: [Int]) -> Double {
        value / zip(bytes, need).reduce(0) { $0 + Double($1.0) / Double($1.1) }
      }
    }

    let need: [Int]
    private(set) var best: [Int]?
    private var bestValue = Double.infinity
    private var bestBytes = Int.max

    init(need: [Int]) { self.need = need }

    private mutating func offer(_ chosen: [Item]) {
      let value = chosen.reduce(0) { $0 + $1.value }
      let bytes = chosen.reduce(0) { $0 + $1.allBytes }
      guard value < bestValue || value == bestValue && bytes < bestBytes else { return }
      (best, bestValue, bestBytes) = (chosen.map(\.index), value, bytes)
    }

    /// The cheapest for its bytes first, and then without those that were not needed: a first bound.
    mutating func takeOneByOne(_ items: [Item]) {
      var chosen: [Item] = []
      var missing = need
      for item in items.sorted(by: { $0.price(need) < $1.price(need) }) where missing.contains(where: { $0 > 0 }) {
        guard zip(item.bytes, missing).contains(where: { $0 > 0 && $1 > 0 }) else { continue }
        chosen.append(item)
        for pool in missing.indices { missing[pool] -= item.bytes[pool] }
      }
      for item in chosen.sorted(by: { $0.value > $1.value }) {
        let without = missing.indices.map { missing[$0] + item.bytes[$0] }
        guard without.allSatisfy({ $0 <= 0 }) else { continue }
        missing = without
        chosen.removeAll { $0.index == item.index }
      }
      offer(chosen)
    }

    mutating func compareAll(_ items: [Item]) {
      let sorted = items.sorted { $0.price(need) < $1.price(need) }
      // What all items from here on can still cover.
      var rest = [[Int]](repeating: need.map { _ in 0 }, count: sorted.count + 1)
      for position in sorted.indices.reversed() {
        rest[position] = need.indices.map { rest[position + 1][$0] + sorted[position].bytes[$0] }
      }
      var chosen: [Item] = []
      descend(sorted, 0, &chosen, need, 0, 0, rest)
    }

    private mutating func descend(
      _ items: [Item], _ position: Int, _ chosen: inout [Item], _ missing: [Int], _ value: Double, _ bytes: Int,
      _ rest: [[Int]]
    ) {
      if missing.allSatisfy({ $0 <= 0 }) { return offer(chosen) }
      guard value < bestValue || value == bestValue && bytes < bestBytes, position < items.count,
        missing.indices.allSatisfy({ missing[$0] <= rest[position][$0] })
      else { return }
      let item = items[position]
      chosen.append(item)
      descend(
        items, position + 1, &chosen, missing.indices.map { missing[$0] - item.bytes[$0] }, value + item.value,
        bytes + item.allBytes, rest)
      chosen.removeLast()
      descend(items, position + 1, &chosen, missing, value, bytes, rest)
    }
  }
}
