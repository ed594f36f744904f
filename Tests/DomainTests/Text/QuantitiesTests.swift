import Testing

@testable import Domain

@Suite struct `A size` {
  @Test(arguments: [
    ("16GiB", 16 << 30), ("512 MiB", 512 << 20), ("1.5GB", 1_500_000_000), ("2tib", 2 << 40), ("4096", 4096),
    ("3kB", 3000), ("7B", 7), ("0", 0),
  ])
  func `is read`(_ text: String, _ bytes: Int) {
    #expect(ByteCount.bytes(text) == bytes)
  }

  @Test(arguments: [
    "", "GiB", "16G", "-1GiB", "1..5GB", ".5GB", "1.GB", "1e9", "16 GiB x", "９GiB", "99999999TiB", "1.5",
  ])
  func `is refused`(_ text: String) {
    #expect(ByteCount.bytes(text) == nil)
  }

  @Test(arguments: [(16 << 30, "16GiB"), (1_500_000_000, "1500MB"), (1 << 20, "1MiB"), (4097, "4097"), (0, "0")])
  func `is shown in a form that can be read`(_ bytes: Int, _ text: String) {
    #expect(ByteCount.exact(bytes) == text)
    #expect(ByteCount.bytes(text) == bytes)
  }

  @Test(arguments: [(0, "0 B"), (1536, "1.5 KiB"), (16 << 30, "16 GiB"), (123_456_789, "118 MiB")])
  func `is rounded`(_ bytes: Int, _ text: String) {
    #expect(ByteCount.approximate(bytes) == text)
  }
}

@Suite struct `A duration` {
  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("120s", .seconds(120)), ("10m", .seconds(600)), ("1.5h", .seconds(5400)),
    ("28d", .seconds(28 * 86_400)), ("0", .zero), ("10 m", .seconds(600)),
  ])
  func `is read`(_ text: String, _ duration: Duration) {
    #expect(DurationText.duration(text) == duration)
  }

  @Test(arguments: ["", "120", "s", "-1s", "1w", "1m30s", "99999999999999999d"])
  func `is refused`(_ text: String) {
    #expect(DurationText.duration(text) == nil)
  }

  @Test(arguments: ["500ms", "2m", "90s", "28d", "0s", "1500ms"])
  func `is shown in a form that can be read`(_ text: String) {
    #expect(DurationText.duration(text).map(DurationText.exact) == text)
  }
}
