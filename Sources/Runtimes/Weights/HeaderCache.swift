import Domain
import Synchronization

/// What the headers of files said, so that a look each second opens only files that are new or have changed.
final class HeaderCache: Sendable {
  private struct Known {
    var reasons: [FolderWalk.File: SkippedFile.Reason?] = [:]
    /// `nil`: no GGUF file.
    var headers: [FolderWalk.File: GGUFHeader?] = [:]
    var configs: [FolderWalk.File: WeightsFacts?] = [:]
    /// Of the last look, in their order.
    var parts: [ModelID: [FolderWalk.File]] = [:]
  }

  private let known = Mutex(Known())

  /// Why `file` is no model, if it is none.
  /// - Parameter isWhole: not the first of several parts.
  func reasonToSkip(_ file: FolderWalk.File, in root: String, isWhole: Bool) -> SkippedFile.Reason? {
    if let reason = known.withLock({ $0.reasons[file] }) { return reason }
    let reason: SkippedFile.Reason?
    do throws(HeaderFile.Unreadable) {
      reason = try HeaderFile.beginning(of: "\(root)/\(file.path)")?.reasonToSkip(isWhole: isWhole)
    } catch {
      // Asked again at the next look: a right can be given without a change of the file.
      return .unreadable(FolderWalk.words(error.code))
    }
    known.withLock { $0.reasons[file] = .some(reason) }
    return reason
  }

  func note(_ parts: [FolderWalk.File], of base: ModelID) { known.withLock { $0.parts[base] = parts } }

  /// The headers of all parts of a model, as far as they have been read; reads nothing.
  func headers(of base: ModelID) -> [GGUFHeader?]? {
    known.withLock { known in known.parts[base].map { parts in parts.map { known.headers[$0] ?? nil } } }
  }

  /// What the headers say of the contents.
  /// - Parameters:
  ///   - parts: of one model, in their order.
  ///   - deadline: reads nothing after it. What is missing then is read at the next look.
  /// - Returns: `nil` when it is not known, or not yet.
  func facts(of parts: [FolderWalk.File], in root: String, until deadline: ContinuousClock.Instant) -> WeightsFacts? {
    var headers: [GGUFHeader] = []
    for part in parts {
      guard let header = header(of: part, in: root, until: deadline) else { return nil }
      headers.append(header)
    }
    return WeightsFacts(headers)
  }

  /// What `config.json` says of a model of Hugging Face's.
  func facts(ofConfig file: FolderWalk.File, in root: String, partCount: Int) -> WeightsFacts? {
    if let facts = known.withLock({ $0.configs[file] }) { return facts }
    let facts = HuggingFaceFolder.facts(config: "\(root)/\(file.path)", partCount: partCount)
    known.withLock { $0.configs[file] = .some(facts) }
    return facts
  }

  private func header(
    of file: FolderWalk.File, in root: String, until deadline: ContinuousClock.Instant
  ) -> GGUFHeader? {
    if let header = known.withLock({ $0.headers[file] }) { return header }
    guard ContinuousClock.now < deadline else { return nil }
    guard let header = try? HeaderFile.whole(of: "\(root)/\(file.path)") else {
      known.withLock { $0.headers[file] = .some(nil) }
      return nil
    }
    known.withLock { $0.headers[file] = header }
    return header
  }

  func keepOnly(_ files: [FolderWalk.File]) {
    let there = Set(files)
    known.withLock { known in
      known.reasons = known.reasons.filter { there.contains($0.key) }
      known.headers = known.headers.filter { there.contains($0.key) }
      known.configs = known.configs.filter { there.contains($0.key) }
      known.parts = known.parts.filter { there.isSuperset(of: $0.value) }
    }
  }
}
