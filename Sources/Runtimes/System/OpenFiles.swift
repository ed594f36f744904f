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
  /// Never opened for anybody.
  private static let last = 16

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

  /// Whether so few are left that nothing more should be opened on behalf of anybody.
  ///
  /// The last ones are the system's: libdispatch, which runs all of Muster's tasks, ends the program when it cannot open
  /// a file of /proc for a moment (its monitor of worker threads, Swift 6.3).
  package static var areShort: Bool { !canOpen(0) }

  /// Whether `count` more can be opened at this moment.
  package static func canOpen(_ count: Int) -> Bool {
    guard let limit = currentLimit() else { return true }
    guard let open = openCount() else { return errno != EMFILE && errno != ENFILE }
    return Int(clamping: limit.rlim_cur) - open >= count + last
  }

  /// Counted, not tried: to take the last ones would be what is to be avoided.
  private static func openCount() -> Int? {
    guard let folder = opendir("/dev/fd") else { return nil }
    defer { closedir(folder) }
    // Without ".", ".." and the folder itself.
    var count = -3
    while readdir(folder) != nil { count += 1 }
    return count
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
