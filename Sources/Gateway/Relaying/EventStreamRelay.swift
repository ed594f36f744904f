import Domain
import NIOCore

/// Passes on server-sent events, each as soon as it is complete. Changes nothing but the model's name.
struct EventStreamRelay {
  /// In bytes. No event of the protocol is nearly this large: more means that the runtime is broken.
  static let largestEvent = 16 << 20

  struct OversizedEvent: Error {}

  private let modelID: String
  private var pending: [UInt8] = []
  /// The stream itself has announced its end (`[DONE]`) or an error.
  private(set) var hasEnded = false
  /// An event said so: an error, or an answer that the runtime aborted.
  private(set) var hasFailed = false
  /// Number of `data:` lines so far. They are progress; comment lines are not.
  private(set) var dataEvents = 0

  init(modelID: ModelID) { self.modelID = modelID.text }

  /// - Returns: the data for the client; empty while an event is incomplete.
  mutating func feed(_ chunk: ByteBuffer) throws -> ByteBuffer {
    // The common case: complete events that need no change are passed on in the buffer they came in.
    if pending.isEmpty, endsWithEvent(chunk.readableBytesView) {
      let bytes = Array(chunk.readableBytesView)
      guard let changed = renamed(bytes[...]) else { return chunk }
      return ByteBuffer(bytes: changed)
    }
    pending.append(contentsOf: chunk.readableBytesView)
    guard let end = endOfLastEvent(pending) else {
      if pending.count > Self.largestEvent { throw OversizedEvent() }
      return ByteBuffer()
    }
    let whole = pending[..<end]
    let out = renamed(whole) ?? Array(whole)
    pending.removeFirst(end)
    return ByteBuffer(bytes: out)
  }

  /// The start of an event that was never completed.
  var remainder: ByteBuffer { ByteBuffer(bytes: pending) }

  /// `bytes` with the model's name replaced in each event; `nil` if nothing changes.
  private mutating func renamed(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    var out: [UInt8]?
    var copied = bytes.startIndex
    for line in lines(of: bytes) {
      guard let payload = payload(of: line, in: bytes) else { continue }
      dataEvents += 1
      if bytes[payload].elementsEqual("[DONE]".utf8) {
        hasEnded = true
        continue
      }
      guard let edit = try? JSONEdit(Array(bytes[payload])) else { continue }
      if edit.range(of: "error") != nil {
        hasEnded = true
        if (try? edit.value(of: "error")?.isNull) == false { hasFailed = true }
      }
      if AbortedAnswer.isOne(edit, bytes[payload]) { hasFailed = true }
      guard let name = try? edit.value(of: "model")?.string, name != modelID else { continue }
      var changed = out ?? []
      changed.append(contentsOf: bytes[copied..<payload.lowerBound])
      changed.append(contentsOf: edit.splicing("model", JSON.string(modelID).bytes()))
      copied = payload.upperBound
      out = changed
    }
    out?.append(contentsOf: bytes[copied...])
    return out
  }

  private func lines(of bytes: ArraySlice<UInt8>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.endIndex
      if end > start { lines.append(start..<end) }
      start = end + 1
    }
    return lines
  }

  /// The range of the value of a `data:` line.
  private func payload(of line: Range<Int>, in bytes: ArraySlice<UInt8>) -> Range<Int>? {
    guard bytes[line].starts(with: "data:".utf8) else { return nil }
    var start = line.lowerBound + 5
    if start < line.upperBound, bytes[start] == 0x20 { start += 1 }
    var end = line.upperBound
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }

  private func endsWithEvent(_ bytes: ByteBufferView) -> Bool {
    guard bytes.count >= 2, bytes[bytes.endIndex - 1] == 0x0A else { return false }
    if bytes[bytes.endIndex - 2] == 0x0A { return true }
    return bytes.count >= 4 && bytes.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A])
  }

  /// The index after the last blank line.
  private func endOfLastEvent(_ bytes: [UInt8]) -> Int? {
    var index = bytes.count - 1
    while index > 0 {
      if bytes[index] == 0x0A {
        if bytes[index - 1] == 0x0A { return index + 1 }
        if index >= 3, bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A, bytes[index - 3] == 0x0D { return index + 1 }
      }
      index -= 1
    }
    return nil
  }
}
