#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// File operations that are on the disk when they return.
package enum Durable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
    /// `errno`.
    var code: Int32

    init(_ act: String, _ path: String, code: Int32 = errno) {
      self.code = code
      description = "\(path) cannot be \(act): \(String(cString: strerror(code)))"
    }
  }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// 0 when there is no such file.
  static func bytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Device and number, by which two names of one file are known.
  static func identity(_ path: String) -> [UInt]? {
    var status = stat()
    return stat(path, &status) == 0 ? [UInt(status.st_dev), UInt(status.st_ino)] : nil
  }

  /// An empty file that only its owner may read.
  static func create(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure("made", path) }
    close(descriptor)
  }

  /// Puts a file that only its owner may read in the place of what was there: all of it, or nothing.
  package static func replace(_ path: String, with text: String) throws {
    let partial = path + ".partial"
    try remove(partial)
    try create(partial)
    let descriptor = open(partial, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("written", partial) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure("written", partial)
    }
    try rename(partial, to: path)
  }

  /// `nil` when there is no such file.
  package static func text(of path: String) throws -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw Failure("read", path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw Failure("read", path) }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// Adds to the end of a file, or makes it.
  package static func append(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Failure("written", path) }
    defer { close(descriptor) }
    let length = bytes(path)
    let text = Array(text.utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      let failure = Failure("written", path)
      // Half a text would spoil what comes after it.
      ftruncate(descriptor, off_t(length))
      throw failure
    }
  }

  static func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure("made", path) }
  }

  static func copy(_ source: String, to target: String) throws {
    let from = open(source, O_RDONLY | O_CLOEXEC)
    guard from >= 0 else { throw Failure("read", source) }
    defer { close(from) }
    try create(target)
    let to = open(target, O_WRONLY | O_CLOEXEC)
    guard to >= 0 else { throw Failure("written", target) }
    defer { close(to) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(from, &buffer, buffer.count)
      if count == 0 { break }
      guard count > 0 else { throw Failure("read", source) }
      var written = 0
      while written < count {
        let more = buffer.withUnsafeBytes { write(to, $0.baseAddress?.advanced(by: written), count - written) }
        guard more > 0 else { throw Failure("written", target) }
        written += more
      }
    }
    guard fsync(to) == 0 else { throw Failure("written", target) }
  }

  /// A file, or a folder: its list of names.
  static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure("read", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure("written", path) }
  }

  package static func rename(_ source: String, to target: String) throws {
    guard posixRename(source, target) == 0 else { throw Failure("renamed to \(target)", source) }
    try sync(folder(of: target))
  }

  /// Nothing happens when there is no such file.
  package static func remove(_ path: String) throws {
    guard unlink(path) == 0 || errno == ENOENT else { throw Failure("removed", path) }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// `rename(2)`, whose name the enumeration above has for itself.
private func posixRename(_ source: String, _ target: String) -> Int32 { rename(source, target) }
