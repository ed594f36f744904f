import Dispatch
import Domain
import Glibc

/// Partial files of arrivals that ended with Muster's process.
extension ModelsFolderFiles {
  package func removeLeftovers(besides arrivals: [(paths: [String], key: String)]) async -> [String] {
    let kept = Set(arrivals.flatMap { arrival in arrival.paths.map { partial($0, arrival.key) } })
    return await withCheckedContinuation { continuation in
      // On a thread of its own, because a folder may lie on a network that does not answer.
      DispatchQueue.global(qos: .utility).async {
        let found = (try? FolderWalk(of: root))?.partials ?? []
        continuation.resume(returning: found.filter { !kept.contains(place($0)) && Self.remove(place($0)) })
      }
    }
  }

  /// - Returns: false also for a file that another Muster is writing now.
  private static func remove(_ place: String) -> Bool {
    let descriptor = open(place, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return false }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(place) == 0
  }

  /// `.NAME.0123abcd.part`, as `partial` makes it.
  static func isPartial(_ name: String) -> Bool { name.wholeMatch(of: /\..*\.[0-9a-f]{8}\.part/) != nil }
}
