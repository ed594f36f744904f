import Domain
import Glibc

/// The header of a safetensors file: eight bytes with its length, then JSON with the places of all tensors.
enum SafetensorsHeader {
  private static let lengthBytes = 8
  /// What the format allows.
  private static let mostBytes = 100_000_000

  /// Why the file is not whole; `nil`: it is, as far as its header tells.
  static func problem(with path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "cannot be read: \(FolderWalk.words(errno))" }
    defer { close(file) }
    var info = stat()
    guard fstat(file, &info) == 0 else { return "cannot be read: \(FolderWalk.words(errno))" }
    let size = Int(info.st_size)
    guard let first = read(file, lengthBytes, at: 0) else { return "is incomplete: it has no header" }
    let length = first.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length > 1, length <= mostBytes else { return "is not a safetensors file" }
    let start = lengthBytes + Int(length)
    guard start <= size else { return "is incomplete: \(size.asBytes), and its header alone is \(start.asBytes)" }
    guard let bytes = read(file, Int(length), at: lengthBytes), let header = try? JSON(parsing: bytes),
      let tensors = header.object
    else { return "is damaged: its header cannot be read" }
    let ends = tensors.compactMap { $0.value["data_offsets"]?.array?.last?.int }
    let (whole, isTooLarge) = start.addingReportingOverflow(ends.max() ?? 0)
    guard !isTooLarge else { return "is incomplete: \(size.asBytes) of more than there can be" }
    guard whole <= size else { return "is incomplete: \(size.asBytes) of \(whole.asBytes)" }
    return nil
  }

  private static func read(_ file: Int32, _ count: Int, at offset: Int) -> [UInt8]? {
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(file, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return }
        filled += got
      }
      isWhole = true
    }
    return isWhole ? bytes : nil
  }
}
