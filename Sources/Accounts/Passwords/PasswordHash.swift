import CBcrypt
import Crypto
import CryptoExtras
import Domain
import Foundation
import NIOPosix
import Synchronization

/// Hashes passwords with scrypt (RFC 7914) at N = 2^15, r = 8, p = 3: one of the settings that OWASP's Password
/// Storage Cheat Sheet gives as equally strong, and the one with the least memory (32 MiB) of those it lists for p ≤ 3.
///
/// Runs on threads of its own: 200 ms of work must not hold up the cooperative pool.
package final class PasswordHash: Sendable {
  /// Sign-ups must not delay sign-ins: each lane has threads of its own.
  package enum Lane: Sendable { case signingIn, signingUp }

  private final class Threads: Sendable {
    let pool: NIOThreadPool
    /// Hashes that may wait; more are refused.
    let mostWaiting: Int
    let waiting = Mutex(0)

    init(count: Int, mostWaiting: Int) {
      pool = NIOThreadPool(numberOfThreads: count)
      self.mostWaiting = mostWaiting
      pool.start()
    }
  }

  private static let blockSize = 8
  private static let parallelism = 3

  private let signingIn = Threads(count: 2, mostWaiting: 64)
  private let signingUp = Threads(count: 1, mostWaiting: 64)
  private let log2Rounds: Int
  /// Verified against when the account is unknown, so that both answers take as long.
  private let decoy: String

  /// - Parameter log2Rounds: the cost of each guess; less than the default only in tests.
  package init(log2Rounds: Int = 15) {
    self.log2Rounds = log2Rounds
    decoy =
      "$scrypt$ln=\(log2Rounds),r=\(Self.blockSize),p=\(Self.parallelism)$"
      + Data(repeating: 0, count: 16).base64EncodedString() + "$"
      + Data(repeating: 0, count: 32).base64EncodedString()
  }

  package func shutDown() async throws {
    try await signingIn.pool.shutdownGracefully()
    try await signingUp.pool.shutdownGracefully()
  }

  /// `$scrypt$ln=…,r=…,p=…$<salt>$<hash>`, salt and hash in base64.
  package func hash(_ password: String, in lane: Lane = .signingIn) async throws -> String {
    let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
    return try await onThread(lane) { [log2Rounds] in
      let derived = try Self.derive(
        password, salt: salt, log2Rounds, Self.blockSize, Self.parallelism)
      return "$scrypt$ln=\(log2Rounds),r=\(Self.blockSize),p=\(Self.parallelism)$"
        + salt.base64EncodedString() + "$" + derived.base64EncodedString()
    }
  }

  /// Whether `password` is the one that `stored` was made from; always false, in the same time, without `stored`.
  package func verify(_ password: String, against stored: String?) async throws -> Bool {
    if let stored, stored.hasPrefix("$2") {
      // A C string ends at its first NUL: what follows would not be compared.
      guard !password.utf8.contains(0) else { return false }
      return try await onThread { muster_bcrypt_matches(password, stored) == 1 }
    }
    guard let hash = Scrypt(stored ?? decoy) else { return false }
    let matches = try await onThread {
      let derived = try Self.derive(password, salt: hash.salt, hash.log2Rounds, hash.blockSize, hash.parallelism)
      return Self.areEqual(derived, hash.derived)
    }
    return matches && stored != nil
  }

  /// Whether `stored` was made in another way than `hash` would make it now, e.g. by bcrypt in Open WebUI.
  package func isOutdated(_ stored: String) -> Bool {
    guard let hash = Scrypt(stored) else { return true }
    return (hash.log2Rounds, hash.blockSize, hash.parallelism) != (log2Rounds, Self.blockSize, Self.parallelism)
  }

  /// A parsed stored hash.
  private struct Scrypt: Sendable {
    var log2Rounds: Int
    var blockSize: Int
    var parallelism: Int
    var salt: Data
    var derived: Data

    /// `nil` for another format, and for costs that Muster never uses.
    init?(_ stored: String) {
      let parts = stored.split(separator: "$").map(String.init)
      guard parts.count == 4, parts[0] == "scrypt", let salt = Data(base64Encoded: parts[2]),
        let derived = Data(base64Encoded: parts[3])
      else { return nil }
      var settings: [Substring: Int] = [:]
      for setting in parts[1].split(separator: ",") {
        let pair = setting.split(separator: "=")
        if pair.count == 2 { settings[pair[0]] = Int(pair[1]) }
      }
      guard let log2Rounds = settings["ln"], let blockSize = settings["r"], let parallelism = settings["p"],
        (10...20).contains(log2Rounds), (1...16).contains(blockSize), (1...8).contains(parallelism)
      else { return nil }
      self.log2Rounds = log2Rounds
      self.blockSize = blockSize
      self.parallelism = parallelism
      self.salt = salt
      self.derived = derived
    }
  }

  private static func derive(
    _ password: String, salt: Data, _ log2Rounds: Int, _ blockSize: Int, _ parallelism: Int
  ) throws -> Data {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << log2Rounds,
      blockSize: blockSize,
      parallelism: parallelism)
    return key.withUnsafeBytes { Data($0) }
  }

  /// In a time that does not tell where they differ.
  private static func areEqual(_ left: Data, _ right: Data) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func onThread<Value: Sendable>(
    _ lane: Lane = .signingIn, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let threads = lane == .signingIn ? signingIn : signingUp
    let hasRoom = threads.waiting.withLock { waiting in
      if waiting >= threads.mostWaiting { return false }
      waiting += 1
      return true
    }
    guard hasRoom else {
      throw Refusal(
        .busy, code: "session.too_many_attempts",
        detail:
          "Too many users are signing \(lane == .signingIn ? "in" : "up") right now. Try again in a few seconds.",
        retryAfterSeconds: 5)
    }
    defer { threads.waiting.withLock { $0 -= 1 } }
    return try await threads.pool.runIfActive(work)
  }
}
