import Domain
import Testing

@Suite struct `A rate of requests` {
  private static func rate(_ moments: [Double]) -> RequestRate {
    var rate = RequestRate()
    for moment in moments { rate.record(at: moment, isRepetition: false) }
    return rate
  }

  @Test func `is 0 before the first request`() {
    #expect(RequestRate().perSecond(at: 1000) == 0)
  }

  @Test func `comes to the number of requests in a second`() {
    let steady = Self.rate((0..<5000).map { Double($0) * 10 })
    #expect(abs(steady.perSecond(at: 50_000) - 0.1) < 0.002)
  }

  @Test func `falls with time, and a request raises it`() {
    var rate = Self.rate([0, 10, 20])
    let before = rate.perSecond(at: 20)
    #expect(rate.perSecond(at: 4000) < before / 2)
    rate.record(at: 20, isRepetition: false)
    #expect(rate.perSecond(at: 20) > before)
  }

  @Test func `counts repetitions little, but does not forget them`() {
    var talkative = RequestRate()
    var other = RequestRate()
    for second in 0..<1000 { talkative.record(at: Double(second), isRepetition: second > 0) }
    other.record(at: 1000, isRepetition: false)
    #expect(talkative.perSecond(at: 1001) > other.perSecond(at: 1001))
    #expect(talkative.perSecond(at: 1001) < 60 * other.perSecond(at: 1001))
  }

  @Test func `does not break when a clock goes back`() {
    var rate = Self.rate([100])
    rate.record(at: 50, isRepetition: false)
    #expect(rate.perSecond(at: 100).isFinite)
    #expect(rate.perSecond(at: 10) == rate.perSecond(at: 100))
  }
}
