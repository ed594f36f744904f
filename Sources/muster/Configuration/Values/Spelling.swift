/// Guesses what a mistyped word was meant to be.
enum Spelling {
  /// The word of `known` that is nearest to `word`, if it is near enough to be meant.
  static func nearest(to word: String, in known: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    let ranked = known.map { (word: $0, distance: distance(word, $0)) }
    return ranked.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// Letters to insert, delete or replace, or neighbours to swap, to turn one word into the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left)
    let right = Array(right)
    var older: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var best = min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, older[column - 1] + 1)
        }
        current.append(best)
      }
      (older, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
