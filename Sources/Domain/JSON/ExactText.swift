/// Text that equals only the same bytes.
///
/// Swift's own `==` takes "é" and "e\u{301}", and even "K" and the Kelvin sign, for the same: the database, the runtimes
/// and the clients do not, and names that mean one thing here and two there are how a check is got around.
struct ExactText: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  func hash(into hasher: inout Hasher) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isDone == nil { for byte in text.utf8 { hasher.combine(byte) } }
    // Ends the text, so that what is hashed next does not run into it.
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  package func hasSameBytes(as other: String) -> Bool {
    // What Swift takes for different has different bytes; this it finds out quickly.
    guard utf8.count == other.utf8.count, self == other else { return false }
    let isSame = utf8.withContiguousStorageIfAvailable { mine in
      other.utf8.withContiguousStorageIfAvailable { theirs in mine.elementsEqual(theirs) }
    }
    return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
  }
}
