import Domain

/// An answer that the runtime gave up, with status 200 and in its usual form: vLLM ends the requests that run when it is
/// paused or put to sleep with `"finish_reason":"abort"`.
enum AbortedAnswer {
  private static let reason = Array("\"abort\"".utf8)

  /// - Parameter bytes: of `edit`. The word is looked for first, because nearly no answer has it.
  static func isOne(_ edit: JSONEdit, _ bytes: some Collection<UInt8>) -> Bool {
    guard contains(bytes) else { return false }
    let choices = try? edit.value(of: "choices")?.array
    return choices?.contains { $0["finish_reason"]?.string == "abort" } == true
  }

  private static func contains(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.withContiguousStorageIfAvailable { bytes in
      guard bytes.count >= reason.count else { return false }
      for start in 0...(bytes.count - reason.count)
      where bytes[start] == reason[0] && bytes[start + 1] == reason[1] {
        if bytes[start..<(start + reason.count)].elementsEqual(reason) { return true }
      }
      return false
    } ?? true
  }
}
