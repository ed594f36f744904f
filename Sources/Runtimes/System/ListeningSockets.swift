import Glibc

/// Asks the kernel who listens on a TCP port.
enum ListeningSockets {
  /// The inodes of the sockets, as /proc/…/fd names them; of any address, IPv4 and IPv6.
  static func inodes(port: Int) -> Set<Int> {
    askKernel(port: port) ?? readTables(port: port)
  }

  // Numbers of linux/netlink.h, sock_diag.h and inet_diag.h, which Swift cannot import.
  private static let diagnosisProtocol: Int32 = 4
  private static let requestByFamily: UInt16 = 20
  private static let requestAndDump: UInt16 = 0x301
  private static let typeError: UInt16 = 2
  private static let typeDone: UInt16 = 3
  private static let listening: UInt32 = 1 << 10
  private static let headerBytes = 16
  private static let requestBytes = 72
  private static let portOffset = 4
  private static let inodeOffset = 68

  /// By netlink, which looks at listening sockets only. The tables in /proc take milliseconds, and more with every
  /// open connection.
  /// - Returns: nil where the kernel does not offer it.
  static func askKernel(port: Int) -> Set<Int>? {
    let file = socket(
      AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), diagnosisProtocol)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var inodes: Set<Int> = []
    for family in [AF_INET, AF_INET6] {
      guard let found = ask(file, family: family, port: port) else { return nil }
      inodes.formUnion(found)
    }
    return inodes
  }

  private static func ask(_ file: Int32, family: Int32, port: Int) -> Set<Int>? {
    let request = request(family: family, port: port)
    guard send(file, request, request.count, 0) == request.count else { return nil }
    var inodes: Set<Int> = []
    var buffer = [UInt8](repeating: 0, count: 32 * 1024)
    while true {
      // The kernel answers before `send` returns: nothing to wait for.
      let count = recv(file, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return nil }
      var start = 0
      while start + headerBytes <= count {
        let length = Int(buffer.number(at: start, as: UInt32.self))
        let type = buffer.number(at: start + 4, as: UInt16.self)
        guard length >= headerBytes, start + length <= count, type != typeError else { return nil }
        if type == typeDone { return inodes }
        let message = start + headerBytes
        if type == requestByFamily, length >= headerBytes + inodeOffset + 4,
          Int(UInt16(bigEndian: buffer.number(at: message + portOffset, as: UInt16.self))) == port
        {
          inodes.insert(Int(buffer.number(at: message + inodeOffset, as: UInt32.self)))
        }
        start += (length + 3) & ~3
      }
    }
  }

  /// nlmsghdr, then inet_diag_req_v2.
  private static func request(family: Int32, port: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: UInt32(requestBytes))
    bytes.append(number: requestByFamily)
    bytes.append(number: requestAndDump)
    bytes.append(number: UInt64(0))  // sequence and sender, of no use here
    bytes += [UInt8(family), UInt8(IPPROTO_TCP), 0, 0]
    bytes.append(number: listening)
    bytes.append(number: UInt16(port).bigEndian)
    bytes += repeatElement(0, count: requestBytes - bytes.count)
    return bytes
  }

  static func readTables(port: Int) -> Set<Int> {
    let digits = String(port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    var inodes: Set<Int> = []
    for table in ["net/tcp", "net/tcp6"] {
      for line in (ProcFile.text(table) ?? "").split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ", maxSplits: 10)
        // 1: local address, 3: state (0A: listening), 9: inode
        if fields.count > 9, fields[3] == "0A", fields[1].hasSuffix(suffix),
          let inode = Int(fields[9])
        {
          inodes.insert(inode)
        }
      }
    }
    return inodes
  }
}

extension [UInt8] {
  fileprivate func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type)
    -> Number
  {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  fileprivate mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number) { append(contentsOf: $0) }
  }
}
