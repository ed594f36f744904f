import Glibc

/// Small files below one folder: /proc or /sys, or a tree that stands for one of them in tests.
struct KernelFiles: Sendable {
  enum Failure: Error, Hashable {
    /// There is no such file, or its process or device has gone.
    case absent
    case noPermission
    /// More than `mostBytes`.
    case tooLong
    case other(errno: Int32)
  }

  let root: String

  /// The largest that is read here, /proc/PID/fdinfo, has a few hundred bytes.
  private static let mostBytes = 1 << 18
  private static let mostEntries = 1 << 17

  init(_ root: String) { self.root = root }

  func text(_ path: String) throws(Failure) -> String {
    let file = try open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 8192)  // the size of these files is given as 0
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw Self.failure(errno) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
      if bytes.count > Self.mostBytes { throw .tooLong }
    }
  }

  /// The one decimal number that a file holds.
  /// - Returns: nil if it holds anything else, or a number below 0.
  func number(_ path: String) throws(Failure) -> Int? {
    let text = try text(path)
    return Int(String(text.filter { !$0.isWhitespace })).flatMap { $0 < 0 ? nil : $0 }
  }

  /// Names in a folder, in no order.
  func entries(_ path: String) throws(Failure) -> [String] {
    let file = try open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard let folder = fdopendir(file) else {
      close(file)
      throw Self.failure(errno)
    }
    defer { closedir(folder) }
    guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = String(
        cString: UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self))
      if name == "." || name == ".." { continue }
      names.append(name)
      if names.count > Self.mostEntries { throw .tooLong }
    }
    return names
  }

  /// - Returns: nil if it is no link, or may not be read.
  func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 512)
    let count = readlink("\(root)/\(path)", &bytes, bytes.count)
    return count < 0 ? nil : String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func exists(_ path: String) -> Bool { access("\(root)/\(path)", F_OK) == 0 }

  private func open(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
    let file = Glibc.open("\(root)/\(path)", flags)
    guard file >= 0 else { throw Self.failure(errno) }
    return file
  }

  private static func failure(_ number: Int32) -> Failure {
    switch number {
    // ESRCH: the process ended between opening and reading.
    case ENOENT, ENOTDIR, ESRCH, ENODEV, ENXIO: .absent
    case EACCES, EPERM: .noPermission
    default: .other(errno: number)
    }
  }
}

extension KernelFiles.Failure {
  /// For people; `what` is what was read.
  func reason(_ what: String) -> String {
    switch self {
    case .absent: "\(what) is missing"
    case .noPermission: "no permission to read \(what)"
    case .tooLong: "\(what) is too long"
    case .other(let number): "\(what) cannot be read: \(String(cString: strerror(number)))"
    }
  }
}
