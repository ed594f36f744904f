import Domain

/// Chooses the files of a repository of Hugging Face by the name of a quantization. Pure.
enum HuggingFaceRepository {
  /// What llama.cpp takes where nothing is said.
  private static let usual = ["Q4_K_M", "Q4_0", "Q8_0"]

  struct File: Equatable {
    var path: String
    var bytes: Int?
    var sha256: String?

    /// From an entry of `/api/models/REPOSITORY/tree/main`.
    init?(_ entry: JSON) {
      guard entry["type"]?.string == "file", let path = entry["path"]?.string else { return nil }
      self.path = path
      bytes = entry["size"]?.int
      sha256 = DownloadClient.digest(entry["lfs"]?["oid"]?.string)
    }
  }

  /// - Returns: one file, or all parts of one model.
  /// - Throws: `Refusal` with what there is.
  static func choose(_ quantization: String?, among files: [File], in repository: String) throws(Refusal) -> [File] {
    let models = files.filter {
      $0.path.lowercased().hasSuffix(WeightsPath.suffix) && !$0.path.lowercased().contains("mmproj")
        && !$0.path.lowercased().contains("imatrix")
    }
    guard !models.isEmpty else { throw Refusal.badDownload("The repository \(repository) has no GGUF files.") }
    let wanted = quantization.map { [$0] } ?? usual
    for name in wanted {
      if let first = models.filter({ has($0.path, name) }).min(by: { isBefore($0.path, $1.path) }) {
        return try parts(of: first, among: models)
      }
    }
    if quantization == nil, let first = models.min(by: { isBefore($0.path, $1.path) }) {
      return try parts(of: first, among: models)
    }
    let names = models.map(\.path).sorted().prefix(20).joined(separator: ", ")
    throw Refusal.badDownload(
      "The repository \(repository) has no file for \(quantization ?? ""). It has: \(names).")
  }

  private static func isBefore(_ one: String, _ other: String) -> Bool {
    (one.utf8.count, one) < (other.utf8.count, other)
  }

  /// Whether the name has the quantization as a word: `Q4_K` is not in `x-Q4_K_M.gguf`.
  private static func has(_ path: String, _ quantization: String) -> Bool {
    let wanted = quantization.lowercased()
    let words = path.lowercased().split { $0 == "-" || $0 == "." || $0 == "/" }
    return words.contains { $0 == wanted }
  }

  private static func parts(of first: File, among files: [File]) throws(Refusal) -> [File] {
    let names = WeightsPath.parts(of: first.path)
    let found = names.compactMap { name in files.first { $0.path == name } }
    guard found.count == names.count else {
      throw Refusal.badDownload("Only \(found.count) of \(names.count) parts of \(first.path) are in the repository.")
    }
    return found
  }
}
