import FoundationEssentials
import Glibc

/// Reads the kernel's process table. It lies in memory, so reading does not wait for a device.
enum ProcFile {
  /// The whole of one file below /proc, or nil when its process is gone.
  static func text(_ path: String) -> String? { textOfFile("/proc/" + path) }

  /// The same of /sys.
  static func textOfFile(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 8192)  // the size of these files is given as 0
    while true {
      let count = read(file, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  static func entries(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/" + path)) ?? []
  }

  static func link(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    let count = readlink("/proc/" + path, &bytes, bytes.count)
    return count < 0
      ? nil : String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The fields of `stat` from the third on (state, parent, group…): the second, the program's name in brackets,
  /// may hold spaces and brackets itself.
  static func statFields(pid: Int) -> [Substring]? { statFields("\(pid)/stat") }

  /// The same of any such file, for example a thread's.
  static func statFields(_ path: String) -> [Substring]? {
    guard let text = text(path), let name = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: name)...].split(separator: " ")
  }
}
