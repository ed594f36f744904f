import Domain
import Testing

@Suite struct `A pool of memory` {
  @Test(arguments: ["ram", "gpu:GPU-e82ab913-1111-2222", "gpu:0000:08:00.0", "gpu:MIG-0"])
  func `has a name that is read as it was written`(_ text: String) {
    #expect(MemoryPoolID(text)?.text == text)
  }

  @Test(arguments: [
    "", "RAM", "gpu", "gpu:", "gpu:a b", "gpu:ä", "gpu:\n", "disk", "gpu:" + String(repeating: "x", count: 97),
  ])
  func `has no such name`(_ text: String) {
    #expect(MemoryPoolID(text) == nil)
  }

  @Test func `comes before those of GPUs if it is the system's`() {
    #expect([.gpu("b"), .ram, .gpu("a")].sorted() == [MemoryPoolID.ram, .gpu("a"), .gpu("b")])
  }
}

@Suite struct `A PCI address` {
  @Test(arguments: [
    ("00000000:08:00.0", "0000:08:00.0"), ("0000:08:00.0", "0000:08:00.0"), ("C5:00.0", "0000:c5:00.0"),
    ("0000000F:01:1F.7", "000f:01:1f.7"), ("10000:e1:00.0", "10000:e1:00.0"),
  ])
  func `is the same in the spelling of every tool`(_ text: String, _ expected: String) {
    #expect(PCIAddress(text)?.text == expected)
  }

  @Test(arguments: [
    "", "08", "0000:08:00", "0000:08:20.0", "0000:08:00.8", "0:+8:00.0", "a:b:c:d.0", "[N/A]", "000000000:08:00.0",
  ])
  func `is nothing else`(_ text: String) {
    #expect(PCIAddress(text) == nil)
  }
}

@Suite struct `A reading` {
  private let start = ContinuousClock.now

  private func reading(used: Int, free: Int) -> PoolReading {
    PoolReading(used: .bytes(used), free: .bytes(free), at: start, source: "nvidia-smi")
  }

  @Test func `holds for 30 seconds`() {
    let reading = reading(used: 1, free: 2)
    #expect(reading.asOf(start + .seconds(30)) == reading)
    let old = reading.asOf(start + .seconds(31))
    #expect(old.used.unknown?.kind == .stale)
    #expect(old.free.description == "unknown: the last reading is 31 s old")
    #expect(old.at == start)
  }

  @Test func `need not add up to the total`() {
    let reading = reading(used: 35, free: 48507)
    #expect(reading.checked(total: 49140) == reading)
  }

  @Test(arguments: [(1, 55372, 32106), (40000, 0, 32106), (-1, 10, 100), (0, -1, 100), (0, 0, 0)])
  func `that contradicts itself is unknown, and a note says so`(_ used: Int, _ free: Int, _ total: Int) {
    let checked = reading(used: used, free: free).checked(total: total)
    #expect(checked.used.unknown?.kind == .implausible)
    #expect(checked.free.unknown?.kind == .implausible)
    #expect(checked.notes.map(\.kind) == [.implausible])
  }

  @Test func `of a pool without a total is believed`() {
    let reading = reading(used: 5, free: 1 << 40)
    #expect(reading.checked(total: nil) == reading)
  }

  @Test func `names both numbers when it is ignored`() {
    let checked = reading(used: 0, free: 55372 << 20).checked(total: 32106 << 20)
    #expect(
      checked.notes.first?.detail == "The reading is ignored: nvidia-smi says that 55,372 MiB of 32,106 MiB are free.")
  }
}

@Suite struct `A sum of amounts` {
  private let unknown = MemoryAmount.unknown(.init(.noPermission, "no permission"))

  @Test func `is unknown if one of them is`() {
    #expect(MemoryAmount.bytes(1) + .bytes(2) == .bytes(3))
    #expect(MemoryAmount.bytes(1) + unknown == unknown)
    #expect(unknown + .bytes(1) == unknown)
  }

  @Test func `does not overflow`() {
    #expect((MemoryAmount.bytes(.max) + .bytes(1)).unknown?.kind == .implausible)
  }
}
