import Testing

@testable import muster

@Suite struct `A time argument` {
  @Test(arguments: [
    ("1783764000", 1_783_764_000), ("2h", 10_000 - 7200), ("2026-11-24T10:00:00Z", 1_795_514_400),
    ("2026-11-24T12:00:00+02:00", 1_795_514_400), ("2026-11-24T04:30:00-05:30", 1_795_514_400),
  ])
  func `is seconds, an age, or a time with an offset`(text: String, seconds: Int) {
    #expect(TimeArgument(text, now: 10_000)?.secondsSince1970 == seconds)
  }

  @Test(arguments: ["2026-11-24", "2026-11-24 10:00", "2026-11-24T10:00:00"])
  func `without an offset is local`(text: String) throws {
    let local = try #require(TimeArgument(text, now: 0)?.secondsSince1970)
    #expect(abs(local - 1_795_514_400) <= 86_400)
  }

  @Test(arguments: [
    "", "soon", "2026-13-01", "2026-11-24T25:00:00Z", "2026-11-24T10:00:00Zulu", "2026-11-24Z",
    "2026-02-30T10:00:00Z", "2026-11-24T10:00:00+25:00", "٢026-11-24T10:00:00Z",
  ])
  func `is nothing else`(text: String) {
    #expect(TimeArgument(text, now: 10_000) == nil)
  }
}
