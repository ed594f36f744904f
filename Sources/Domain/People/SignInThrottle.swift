/// Slows down password guessing, by account and by network address, without locking out the owner of the account.
///
/// Knows nothing of which accounts exist, so that known and unknown ones are treated alike. An attempt counts as failed
/// until it is said to have succeeded: a thousand at once are as many as a thousand in turn.
package struct SignInThrottle: Sendable {
  package struct Attempt: Hashable, Sendable {
    var account: ExactText
    var network: ExactText

    /// - Parameters:
    ///   - account: the email address as entered.
    ///   - address: of an IPv6 address the first half counts: one customer has all the rest.
    package init(account: String, address: String?) {
      self.account = ExactText(String(account.lowercased().prefix(254)))
      network = ExactText(Self.network(of: address ?? ""))
    }

    private static func network(of address: String) -> String {
      guard address.contains(":") else { return address }
      let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
      let head = halves[0].split(separator: ":")
      let tail = halves.count > 1 ? halves[1].split(separator: ":") : []
      let zeros = Array(repeating: Substring("0"), count: max(0, 8 - head.count - tail.count))
      return (head + zeros + tail).prefix(4).joined(separator: ":")
    }
  }

  /// Tries of one account from one network that cost no waiting.
  package static let freeTries = 5
  package static let longestWaitSeconds = 300
  /// Tries of one network, or of one account from everywhere, that may come at once; then one each `paceSeconds`.
  package static let burst = 30
  package static let paceSeconds = 10
  /// After so long without a try, one account from one network starts anew.
  private static let forgottenAfterSeconds = 900
  private static let mostRemembered = 100_000

  private struct Tries {
    var count: Int
    var last: Int
  }

  private var tries: [Attempt: Tries] = [:]
  /// When all tries would have been at the pace (the "theoretical arrival time" of a leaky bucket).
  private var accounts: [ExactText: Int] = [:]
  private var networks: [ExactText: Int] = [:]
  /// By network, too: sign-ups must not delay sign-ins.
  private var signUps: [ExactText: Int] = [:]

  package init() {}

  /// Counts the attempt, if it may be made now.
  /// - Parameter isKnownAddress: whether the user has a session from the same address: then attempts from elsewhere do
  ///   not delay them.
  /// - Returns: seconds to wait; 0 when it may be made.
  package mutating func admit(_ attempt: Attempt, isKnownAddress: Bool, now: Timestamp) -> Int {
    forgetOldOnes(now.seconds)
    let wait = max(
      waitForPair(attempt, now.seconds), Self.wait(networks[attempt.network], now.seconds),
      isKnownAddress ? 0 : Self.wait(accounts[attempt.account], now.seconds))
    guard wait == 0 else { return wait }
    tries[attempt] = Tries(count: countOfPair(attempt, now.seconds) + 1, last: now.seconds)
    networks[attempt.network] = max(networks[attempt.network] ?? 0, now.seconds) + Self.paceSeconds
    accounts[attempt.account] = max(accounts[attempt.account] ?? 0, now.seconds) + Self.paceSeconds
    return 0
  }

  /// Takes back what `admit` counted.
  package mutating func succeeded(_ attempt: Attempt) {
    tries[attempt] = nil
    networks[attempt.network] = networks[attempt.network].map { $0 - Self.paceSeconds }
    accounts[attempt.account] = accounts[attempt.account].map { $0 - Self.paceSeconds }
  }

  private func waitForPair(_ attempt: Attempt, _ now: Int) -> Int {
    let count = countOfPair(attempt, now)
    guard let last = tries[attempt]?.last, count >= Self.freeTries else { return 0 }
    return max(0, last + min(Self.longestWaitSeconds, 1 << min(count - Self.freeTries, 20)) - now)
  }

  private func countOfPair(_ attempt: Attempt, _ now: Int) -> Int {
    guard let tries = tries[attempt], now - tries.last < Self.forgottenAfterSeconds else { return 0 }
    return tries.count
  }

  private static func wait(_ arrival: Int?, _ now: Int) -> Int {
    guard let arrival else { return 0 }
    return max(0, arrival + paceSeconds - burst * paceSeconds - now)
  }

  /// Counts a sign-up, if one may be made from this address now. It counts also when it succeeds: each makes an account.
  /// - Returns: seconds to wait; 0 when it may be made.
  package mutating func admitSignUp(from address: String?, now: Timestamp) -> Int {
    forgetOldOnes(now.seconds)
    let network = Attempt(account: "", address: address).network
    let wait = Self.wait(signUps[network], now.seconds)
    if wait == 0 { signUps[network] = max(signUps[network] ?? 0, now.seconds) + Self.paceSeconds }
    return wait
  }

  private mutating func forgetOldOnes(_ now: Int) {
    guard remembered >= Self.mostRemembered else { return }
    tries = tries.filter { now - $0.value.last < Self.forgottenAfterSeconds }
    accounts = accounts.filter { $0.value > now }
    networks = networks.filter { $0.value > now }
    signUps = signUps.filter { $0.value > now }
    // Still too many: an attack from everywhere. What is left of it is the pace of the networks.
    if remembered >= Self.mostRemembered {
      tries = [:]
      accounts = [:]
      if networks.count >= Self.mostRemembered { networks = [:] }
      if signUps.count >= Self.mostRemembered { signUps = [:] }
    }
  }

  /// How many entries it holds.
  var remembered: Int { tries.count + accounts.count + networks.count + signUps.count }
}
