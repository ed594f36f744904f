import Glibc
import Testing

@testable import Runtimes

@Suite struct `A loopback port` {
  @Test func `is open, and owned by its listener's family, while somebody listens`() throws {
    let port = try #require(LoopbackPort.reserve())
    defer { port.giveBack() }
    let ours = ProcessFamily(guardPID: Int(getppid()), leaderPID: Int(getpid()))
    let others = ProcessFamily(guardPID: Int(getpid()), leaderPID: 1)
    #expect(!port.isOpen)
    #expect(port.owner(among: ours) == .nobody)

    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port.number).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(bound == 0 && listen(listener, 1) == 0)
    #expect(port.isOpen)
    // Two ways to ask; the second is for kernels without the first.
    #expect(
      ListeningSockets.askKernel(port: port.number)
        == ListeningSockets.readTables(port: port.number))
    #expect(port.owner(among: ours) == .family)
    #expect(port.owner(among: others) == .stranger)
  }

  @Test func `is handed out once`() {
    let ports = (0..<100).compactMap { _ in LoopbackPort.reserve() }
    defer { for port in ports { port.giveBack() } }
    #expect(Set(ports.map(\.number)).count == 100)
  }
}
