import Dispatch
import Foundation

/// A backup that is being fetched: stays readable to its end, also when retention removes it meanwhile.
package struct BackupReader: Sendable {
  private static let chunkBytes = 256 << 10

  package let bytes: Int
  private let handle: FileHandle

  init(path: String) throws {
    handle = try FileHandle(forReadingFrom: URL(filePath: path))
    bytes = Int(try handle.seekToEnd())
    try handle.seek(toOffset: 0)
  }

  /// The next part; `nil` after the last. Reads on a thread that may wait for the disk.
  package func next() async throws -> Data? {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(
          with: Result {
            let chunk = try handle.read(upToCount: Self.chunkBytes)
            return chunk?.isEmpty == false ? chunk : nil
          })
      }
    }
  }
}
