#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The first 100 bytes of an SQLite file (https://sqlite.org/fileformat2.html#the_database_header), and its size.
struct FileHeader {
  static let bytes = 100
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Whether changes may lie beside the file, in one that ends in `-wal`.
  var isWAL: Bool

  /// Reads it without SQLite, which would make files beside this one.
  /// - Throws: `UnfitFile` when the file is none of SQLite's, or shorter than it says.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw UnfitFile.missing(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw UnfitFile.missing(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw UnfitFile.missing("it is not a file") }
    var header = [UInt8](repeating: 0, count: Self.bytes)
    let count = read(descriptor, &header, Self.bytes)
    let size = Int(status.st_size)
    guard size > 0, count > 0 else { throw UnfitFile.truncated(found: 0, expected: Self.bytes) }
    guard header.prefix(min(count, Self.magic.count)).elementsEqual(Self.magic.prefix(count)) else {
      throw UnfitFile.foreign("it is not an SQLite database")
    }
    guard count == Self.bytes else { throw UnfitFile.truncated(found: size, expected: Self.bytes) }
    func number(at offset: Int, bytes: Int) -> Int {
      header[offset..<(offset + bytes)].reduce(0) { $0 << 8 | Int($1) }
    }
    let pageBytes = number(at: 16, bytes: 2) == 1 ? 65_536 : number(at: 16, bytes: 2)
    let isPageCountGood = number(at: 24, bytes: 4) == number(at: 92, bytes: 4)
    let expected = number(at: 28, bytes: 4) * pageBytes
    if isPageCountGood, size < expected { throw UnfitFile.truncated(found: size, expected: expected) }
    isWAL = header[18] == 2 || header[19] == 2
  }
}
