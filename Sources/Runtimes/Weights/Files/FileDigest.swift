import Crypto
import Dispatch
import Domain
import Glibc
import Synchronization

/// SHA-256 of files of any size.
enum FileDigest {
  private static let pieceBytes = 1 << 20
  /// The kernel gives such a thread what no other wants.
  private static let lowestPriority: Int32 = 19

  /// In hexadecimal.
  /// - Throws: `Refusal` when the file cannot be read; `CancellationError`.
  static func sha256(ofFile path: String, isUrgent: Bool) async throws -> String {
    let cancellation = Cancellation()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<String, any Error>) in
        if isUrgent {
          DispatchQueue.global(qos: .userInitiated).async {
            continuation.resume(with: Result { try read(path, cancellation) })
          }
        } else {
          // A thread of its own: the priority is the thread's, and cannot be raised again.
          LowPriorityThread.run { continuation.resume(with: Result { try read(path, cancellation) }) }
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }

  private static func read(_ path: String, _ cancellation: Cancellation) throws -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw Refusal.cannotRead(path, errno) }
    defer { close(file) }
    posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL)
    var hash = SHA256()
    var offset = 0
    while true {
      if cancellation.isCancelled { throw CancellationError() }
      guard let count = feed(file, at: offset, into: &hash) else { throw Refusal.cannotRead(path, errno) }
      if count == 0 { return BytesAsText.hex(Array(hash.finalize())) }
      offset += count
    }
  }

  /// Adds the next piece of an open file.
  /// - Returns: its bytes, 0 at the end; `nil`: `errno` tells.
  static func feed(_ file: Int32, at offset: Int, into hash: inout SHA256) -> Int? {
    withUnsafeTemporaryAllocation(byteCount: pieceBytes, alignment: 16) { buffer in
      while true {
        let got = pread(file, buffer.baseAddress, pieceBytes, off_t(offset))
        if got < 0 {
          if errno == EINTR { continue }
          return nil
        }
        if got > 0 { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<got])) }
        return got
      }
    }
  }

  private final class Cancellation: Sendable {
    private let state = Atomic(false)
    var isCancelled: Bool { state.load(ordering: .relaxed) }
    func cancel() { state.store(true, ordering: .relaxed) }
  }

  static func lowerPriorityOfThread() { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, lowestPriority) }
}

/// Runs one piece of work on a thread that gives way to all others.
private enum LowPriorityThread {
  static func run(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(work))
    var thread = pthread_t()
    let failed = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        FileDigest.lowerPriorityOfThread()
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work()
        return nil
      }, box.toOpaque())
    if failed == 0 {
      pthread_detach(thread)
    } else {
      box.release()
      DispatchQueue.global(qos: .background).async(execute: work)
    }
  }

  private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
}

extension Refusal {
  fileprivate static func cannotRead(_ path: String, _ code: Int32) -> Refusal {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return Refusal(
      .unavailable, code: "weights.cannot_read", detail: "The file \(name) cannot be read: \(FolderWalk.words(code)).")
  }
}
