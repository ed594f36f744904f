#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file descriptors of this process: files, sockets and pipes.
package enum OpenFiles {
  /// For the database, the log, model processes and their probes.
  private static let reserve = 96
  private static let fewestConnections = 16

  /// Raises this process's limit as far as the system lets it.
  package static func allowAsManyAsPossible() {
    guard var limit = currentLimit() else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(resource, &limit)
  }

  /// How many clients may be connected at once so that descriptors never run out: each takes one, two while it is
  /// answered.
  package static func connections(atMost wanted: Int) -> Int {
    guard let limit = currentLimit() else { return wanted }
    // An unlimited one does not fit.
    let files = Int(clamping: limit.rlim_cur)
    return min(wanted, max(fewestConnections, (files - reserve) / 2))
  }

  /// Whether `count` more could be opened at this moment.
  package static func canOpen(_ count: Int) -> Bool {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<count {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return false }
      opened.append(descriptor)
    }
    return true
  }

  private static func currentLimit() -> rlimit? {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? limit : nil
  }

  #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let resource = RLIMIT_NOFILE
  #endif
}
