import Crypto
import Dispatch
import Domain
import Glibc
import Synchronization

/// A file that is still arriving. Written from its end on, and hashed on the way.
final class PartialFile: WeightsArrival {
  /// How often the space on the disk is looked at, in bytes that were written.
  private static let checkedEvery = 16 << 20
  private static let magic = Array("GGUF".utf8)

  private struct State {
    var bytes = 0
    var hash = SHA256()
    var uncheckedBytes = 0
  }

  private let descriptor: Int32
  private let path: String
  private let checkSpace: @Sendable () throws(Refusal) -> Void
  private let state: Mutex<State>

  private init(
    _ descriptor: Int32, for path: String, _ state: consuming State,
    checkSpace: @escaping @Sendable () throws(Refusal) -> Void
  ) {
    self.descriptor = descriptor
    self.path = path
    self.checkSpace = checkSpace
    self.state = Mutex(state)
  }

  deinit { close(descriptor) }

  /// Opens or creates it, and hashes what is there.
  /// - Parameters:
  ///   - place: of the partial file.
  ///   - path: of the complete one, for messages.
  ///   - checkSpace: throws while the disk has no room.
  static func open(
    _ place: String, for path: String, checkSpace: @escaping @Sendable () throws(Refusal) -> Void
  ) async throws -> PartialFile {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<PartialFile, any Error>) in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(with: Result { try openNow(place, for: path, checkSpace: checkSpace) })
      }
    }
  }

  private static func openNow(
    _ place: String, for path: String, checkSpace: @escaping @Sendable () throws(Refusal) -> Void
  ) throws -> PartialFile {
    // Not through a link that somebody put there.
    let descriptor = Glibc.open(place, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure(path, errno) }
    // So that no other Muster that starts on this folder takes it for a leftover.
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    var state = State()
    while true {
      guard let count = FileDigest.feed(descriptor, at: state.bytes, into: &state.hash) else {
        let code = errno
        close(descriptor)
        throw failure(path, code)
      }
      if count == 0 { break }
      state.bytes += count
    }
    return PartialFile(descriptor, for: path, state, checkSpace: checkSpace)
  }

  var receivedBytes: Int { state.withLock(\.bytes) }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Refusal) {
    let needsCheck = state.withLock { state in
      state.uncheckedBytes += bytes.count
      guard state.uncheckedBytes >= Self.checkedEvery || state.bytes == 0 else { return false }
      state.uncheckedBytes = 0
      return true
    }
    if needsCheck { try checkSpace() }
    let code = state.withLock { state -> Int32 in
      var written = 0
      while written < bytes.count {
        let count = pwrite(
          descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, off_t(state.bytes + written))
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        written += count
      }
      state.hash.update(bufferPointer: bytes)
      state.bytes += bytes.count
      return 0
    }
    if code != 0 { throw Self.failure(path, code) }
  }

  func complete() async throws -> String {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(
          with: Result {
            guard fsync(self.descriptor) == 0 else { throw Self.failure(self.path, errno) }
            try self.checkIsGGUF()
          })
      }
    }
    return state.withLock { BytesAsText.hex(Array($0.hash.finalize())) }
  }

  private func checkIsGGUF() throws(Refusal) {
    var beginning = [UInt8](repeating: 0, count: Self.magic.count)
    let count = pread(descriptor, &beginning, beginning.count, 0)
    guard count == beginning.count, beginning == Self.magic else { throw Refusal.notGGUF(path) }
  }

  private static func failure(_ path: String, _ code: Int32) -> Refusal {
    guard code == ENOSPC || code == EDQUOT else { return Refusal.cannotWrite(path, FolderWalk.words(code)) }
    return Refusal(
      .outOfStorage, code: "weights.no_space",
      detail: "The disk of the models folder is full; \(path) is not complete. Free some space and try again.")
  }
}

extension Refusal {
  static func notGGUF(_ path: String) -> Refusal {
    Refusal(
      .invalid, code: "weights.not_gguf",
      detail: "\(path) is not a GGUF file: it does not begin with \"GGUF\". It may be a web page; "
        + "check the address.")
  }
}
