import Domain
import NIOCore

@testable import Gateway

/// The first byte decides how the rest is cut into chunks: what reaches the client must not depend on it.
func fuzzStream(_ bytes: [UInt8]) -> CInt {
  guard let seed = bytes.first, let model = try? ModelID("fuzzed") else { return 0 }
  let stream = Array(bytes.dropFirst())
  let whole = relay([stream[...]], for: model)
  let pieces = relay(chunks(of: stream, seed: seed), for: model)
  check(whole.bytes == pieces.bytes, "chunks do not change what the client gets")
  check(whole.hasEnded == pieces.hasEnded, "chunks do not change whether the stream has ended")
  check(whole.dataEvents == pieces.dataEvents, "chunks do not change how many events are counted")
  // Without a name to replace nothing changes at all.
  if stream.firstRange(of: Array("\"model\"".utf8)) == nil, stream.firstRange(of: Array("\\".utf8)) == nil {
    check(whole.bytes == stream, "a stream without names passes byte for byte")
  }
  return 0
}

private struct Relayed {
  var bytes: [UInt8] = []
  var hasEnded = false
  var dataEvents = 0
}

private func relay(_ chunks: [ArraySlice<UInt8>], for model: ModelID) -> Relayed {
  var relay = EventStreamRelay(modelID: model)
  var result = Relayed()
  for chunk in chunks {
    guard let out = try? relay.feed(ByteBuffer(bytes: chunk)) else {
      fail("an event of this size is relayed")
      break
    }
    result.bytes.append(contentsOf: out.readableBytesView)
  }
  result.bytes.append(contentsOf: relay.remainder.readableBytesView)
  result.hasEnded = relay.hasEnded
  result.dataEvents = relay.dataEvents
  return result
}

private func chunks(of bytes: [UInt8], seed: UInt8) -> [ArraySlice<UInt8>] {
  var chunks: [ArraySlice<UInt8>] = []
  var state = UInt32(seed) &* 2_654_435_761 | 1
  var start = 0
  while start < bytes.count {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    let end = min(bytes.count, start + 1 + Int(state % (seed < 128 ? 7 : 97)))
    chunks.append(bytes[start..<end])
    start = end
  }
  return chunks
}
