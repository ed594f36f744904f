import Testing

@testable import Domain

@Suite struct `Slowing down sign-ins` {
  private static let start = 1_000_000

  private static func attempt(_ account: String = "eva@example.org", from address: String? = "192.0.2.1")
    -> SignInThrottle.Attempt
  { .init(account: account, address: address) }

  private func admit(
    _ throttle: inout SignInThrottle, _ attempt: SignInThrottle.Attempt = attempt(), at seconds: Int = 0,
    isKnownAddress: Bool = false
  ) -> Int {
    throttle.admit(attempt, isKnownAddress: isKnownAddress, now: Timestamp(seconds: Self.start + seconds))
  }

  @Test func `costs nothing for the first tries, then twice the time for each`() {
    var throttle = SignInThrottle()
    for _ in 0..<SignInThrottle.freeTries { #expect(admit(&throttle) == 0) }
    var now = 0
    for wait in [1, 2, 4, 8, 16] {
      #expect(admit(&throttle, at: now) == wait)
      now += wait
      #expect(admit(&throttle, at: now) == 0)
    }
  }

  @Test func `lets one network sign up 30 times, then at a pace, and holds up nobody else for it`() {
    var throttle = SignInThrottle()
    func signUp(from address: String = "192.0.2.1", at seconds: Int = 0) -> Int {
      throttle.admitSignUp(from: address, now: Timestamp(seconds: Self.start + seconds))
    }
    for _ in 0..<SignInThrottle.burst { #expect(signUp() == 0) }
    #expect(signUp() == SignInThrottle.paceSeconds)
    #expect(signUp(from: "192.0.2.2") == 0)
    #expect(admit(&throttle) == 0, "signing in is counted for itself")
    #expect(signUp(at: SignInThrottle.paceSeconds) == 0)
    #expect(signUp(at: SignInThrottle.paceSeconds) > 0)
  }

  @Test func `never asks for more than five minutes, and forgets after a while`() {
    var throttle = SignInThrottle()
    var now = 0
    for _ in 0..<25 {
      let wait = admit(&throttle, at: now)
      #expect(wait <= SignInThrottle.longestWaitSeconds)
      now += wait
      if wait > 0 { #expect(admit(&throttle, at: now) == 0) }
    }
    now += 900
    for _ in 0..<SignInThrottle.freeTries { #expect(admit(&throttle, at: now) == 0) }
  }

  @Test func `holds up one network that tries many accounts`() {
    var throttle = SignInThrottle()
    let admitted = (0..<200).count { admit(&throttle, Self.attempt("p\($0)@example.org")) == 0 }
    #expect(admitted == SignInThrottle.burst)
    #expect(admit(&throttle, Self.attempt("late@example.org"), at: SignInThrottle.paceSeconds) == 0)
    #expect(admit(&throttle, Self.attempt("other@example.org", from: "198.51.100.1")) == 0)
  }

  @Test func `holds up many networks that try one account, but not whom it belongs to`() {
    var throttle = SignInThrottle()
    let admitted = (0..<200).count { admit(&throttle, Self.attempt(from: "198.51.100.\($0)")) == 0 }
    #expect(admitted == SignInThrottle.burst)
    #expect(admit(&throttle, Self.attempt(from: "203.0.113.1")) > 0)
    #expect(admit(&throttle, Self.attempt(from: "203.0.113.1"), isKnownAddress: true) == 0)
  }

  @Test func `does not count what succeeded`() {
    var throttle = SignInThrottle()
    for _ in 0..<1000 {
      #expect(admit(&throttle) == 0)
      throttle.succeeded(Self.attempt())
    }
    for _ in 0..<SignInThrottle.freeTries { #expect(admit(&throttle) == 0) }
  }

  @Test(arguments: [
    ("2001:db8::1", "2001:db8::ffff", true), ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
    ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::", true), ("192.0.2.1", "192.0.2.2", false), ("::1", "::2", true),
  ])
  func `takes the half of an IPv6 address for one customer`(one: String, other: String, areAlike: Bool) {
    #expect((Self.attempt(from: one) == Self.attempt(from: other)) == areAlike)
  }

  @Test func `takes an address in capitals for the same account`() {
    #expect(Self.attempt("EVA@example.org") == Self.attempt("eva@EXAMPLE.org"))
    #expect(Self.attempt("eva@example.org") != Self.attempt("ivan@example.org"))
  }

  @Test func `does not grow for ever`() {
    var throttle = SignInThrottle()
    for number in 0..<120_000 {
      _ = admit(&throttle, Self.attempt("p\(number)", from: "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"))
    }
    #expect(throttle.remembered < 110_000)
  }
}
