/// The same numbers for the same seed, on every machine and in every release of Swift.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  // Not the standard library's: how it maps numbers to a range may change.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  /// From 0 to less than 1.
  package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
  package mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  package mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

  /// Fisher and Yates.
  package mutating func shuffle<Value>(_ values: inout [Value]) {
    for last in values.indices.dropFirst().reversed() { values.swapAt(last, below(last + 1)) }
  }
}
