import Domain
import Synchronization

/// What the headers of files said, so that a look each second opens only files that are new or have changed.
final class HeaderCache: Sendable {
  private let known = Mutex<[FolderWalk.File: SkippedFile.Reason?]>([:])

  /// Why `file` is no model, if it is none.
  /// - Parameter isWhole: not the first of several parts.
  func reasonToSkip(_ file: FolderWalk.File, in root: String, isWhole: Bool) -> SkippedFile.Reason? {
    if let reason = known.withLock({ $0[file] }) { return reason }
    let reason: SkippedFile.Reason?
    do throws(GGUFHeader.Unreadable) {
      reason = try GGUFHeader(ofFile: "\(root)/\(file.path)")?.reasonToSkip(isWhole: isWhole)
    } catch {
      // Asked again at the next look: a right can be given without a change of the file.
      return .unreadable(FolderWalk.words(error.code))
    }
    known.withLock { $0[file] = .some(reason) }
    return reason
  }

  func keepOnly(_ files: [FolderWalk.File]) {
    let there = Set(files)
    known.withLock { known in known = known.filter { there.contains($0.key) } }
  }
}
