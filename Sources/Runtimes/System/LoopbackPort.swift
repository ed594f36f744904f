import Glibc
import Synchronization

/// A port of this machine that one model's process shall listen on.
struct LoopbackPort: Sendable {
  let number: Int

  /// Ports handed out and not yet given back: another of our own processes must not be given the same in the
  /// time between our look and its bind.
  private static let taken = Mutex<Set<Int>>([])

  /// Asks the kernel for a port that nobody uses at this moment.
  static func reserve() -> LoopbackPort? {
    for _ in 0..<64 {
      guard let number = freeNumber() else { return nil }
      if taken.withLock({ $0.insert(number).inserted }) { return LoopbackPort(number: number) }
    }
    return nil
  }

  func giveBack() {
    _ = Self.taken.withLock { $0.remove(number) }
  }

  private static func freeNumber() -> Int? {
    let socket = openSocket()
    guard socket >= 0 else { return nil }
    defer { close(socket) }
    guard onLoopback(port: 0, { bind(socket, $0, $1) }) == 0 else { return nil }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
    }
    return result == 0 ? Int(UInt16(bigEndian: address.sin_port)) : nil
  }

  /// Whether anybody listens. Costs some microseconds: a connection within the machine is decided at once, and
  /// the HTTP client would pause between its attempts.
  var isOpen: Bool {
    let socket = Self.openSocket()
    guard socket >= 0 else { return false }
    defer { close(socket) }
    if Self.onLoopback(port: number, { connect(socket, $0, $1) }) == 0 { return true }
    guard errno == EINPROGRESS else { return false }
    var source = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    guard poll(&source, 1, 1) == 1 else { return false }
    var problem: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0
  }

  private static func openSocket() -> Int32 {
    socket(
      AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue),
      Int32(IPPROTO_TCP))
  }

  private static func onLoopback(
    port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

extension LoopbackPort {
  enum Owner: Equatable { case nobody, family, stranger }

  /// Who listens: an open port proves nothing, another program may have been quicker.
  ///
  /// All listeners have to be ours. llama-server sets SO_REUSEPORT, and then the kernel gives every second
  /// connection, with the key and what a person wrote, to a second listener.
  func owner(among family: ProcessFamily) -> Owner { owner(among: family.members()) }

  func owner(among pids: @autoclosure () -> [Int]) -> Owner {
    var inodes = ListeningSockets.inodes(port: number)
    guard !inodes.isEmpty else { return .nobody }
    for pid in pids() {
      for entry in ProcFile.entries("\(pid)/fd") {
        guard let target = ProcFile.link("\(pid)/fd/\(entry)"), target.hasPrefix("socket:[") else {
          continue
        }
        if let inode = Int(target.dropFirst("socket:[".count).dropLast()) { inodes.remove(inode) }
      }
      if inodes.isEmpty { return .family }
    }
    return .stranger
  }
}
