import Domain

/// One file, or the parts of one model: `name-00001-of-00003.gguf` and so on.
struct WeightsCandidate {
  /// Below the folder, without the ending.
  var name: String
  /// In their order.
  var parts: [FolderWalk.File]
  /// `nil` for one file.
  var partCount: Int?
  /// Why it is no model.
  var reasonToSkip: SkippedFile.Reason?
  /// Of a model that is a folder: below the models folder.
  var folder: String?
  var config: FolderWalk.File?

  var id: ModelID { get throws(Refusal) { try ModelID(fileName: name) } }

  /// How many of the parts are there; `nil` when all are.
  var missing: String? {
    guard let partCount, parts.count < partCount else { return nil }
    return "\(parts.count) of \(partCount)"
  }

  /// Whether the name is the id as it stands, and the ending as it always was.
  private var isExact: Bool {
    (try? id.text.hasSameBytes(as: name)) == true
      && (folder != nil || parts.first?.path.hasSuffix(FolderWalk.suffix) == true)
  }

  /// Of two with the same id, the one whose name is the id; then a single file; then the first by name.
  static func goesFirst(_ one: WeightsCandidate, _ other: WeightsCandidate) -> Bool {
    if one.isExact != other.isExact { return one.isExact }
    if (one.partCount == nil) != (other.partCount == nil) { return one.partCount == nil }
    return (one.parts.first?.path ?? "").utf8.lexicographicallyPrecedes((other.parts.first?.path ?? "").utf8)
  }

  static func all(of files: [FolderWalk.File]) -> [WeightsCandidate] {
    struct Stem: Hashable {
      /// Compared byte by byte.
      var name: ModelID
      var count: Int
    }
    var split: [Stem: [Int: FolderWalk.File]] = [:]
    var all: [WeightsCandidate] = []
    for file in files {
      let name = String(file.path.dropLast(FolderWalk.suffix.count))
      if let match = name.wholeMatch(of: /(.+)-([0-9]{5})-of-([0-9]{5})/), let index = Int(match.2),
        let count = Int(match.3), index >= 1, index <= count
      {
        let stem = Stem(name: ModelID(stored: String(match.1)), count: count)
        if split[stem]?[index] == nil { split[stem, default: [:]][index] = file }
      } else {
        all.append(WeightsCandidate(name: name, parts: [file]))
      }
    }
    for (stem, parts) in split {
      let inOrder = parts.sorted { $0.key < $1.key }.map(\.value)
      all.append(WeightsCandidate(name: stem.name.text, parts: inOrder, partCount: stem.count))
    }
    return all
  }
}
