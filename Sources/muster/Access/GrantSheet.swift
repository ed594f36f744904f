import Domain

/// All grants of a model, one right for each recipient: who may write may read.
struct GrantSheet: Equatable {
  enum Right: String { case read, write }

  struct Grantee: Equatable {
    static let everyone = Grantee(type: "user", id: "*", name: "everyone")

    /// `user` or `group`.
    var type: String
    var id: String
    var name: String

    static func == (left: Self, right: Self) -> Bool { left.type == right.type && left.id == right.id }

    /// How people speak of it.
    var words: String { type == "group" ? "the group '\(name)'" : name }
  }

  struct Entry: Equatable {
    var grantee: Grantee
    var right: Right
  }

  private(set) var entries: [Entry] = []

  /// - Parameter grants: as the server gives them; there may be one to read and one to write for the same grantee.
  init(_ grants: [JSON]) {
    for grant in grants {
      guard let type = grant["principal_type"]?.string, let id = grant["principal_id"]?.string else { continue }
      let grantee = id == "*" ? .everyone : Grantee(type: type, id: id, name: grant["principal_name"]?.string ?? id)
      let isToWrite = grant["permission"]?.string == Right.write.rawValue
      if isToWrite || !entries.contains(where: { $0.grantee == grantee }) {
        give(isToWrite ? .write : .read, to: grantee)
      }
    }
  }

  mutating func give(_ right: Right, to grantee: Grantee) {
    if let place = entries.firstIndex(where: { $0.grantee == grantee }) {
      entries[place].right = right
    } else {
      entries.append(Entry(grantee: grantee, right: right))
    }
  }

  /// - Returns: whether there was something to take.
  mutating func take(from grantee: Grantee) -> Bool {
    let count = entries.count
    entries.removeAll { $0.grantee == grantee }
    return entries.count < count
  }

  /// Whom a grant is for already, by id or name: found also by those who may not look into the list of groups.
  func grantee(_ recipient: Recipient) -> Grantee? {
    let (type, word) =
      switch recipient {
      case .everyone: ("user", "*")
      case .user(let word): ("user", word)
      case .group(let word): ("group", word)
      }
    let ofType = entries.map(\.grantee).filter { $0.type == type }
    let named = type == "group" ? ofType.first { $0.name.lowercased() == word.lowercased() } : nil
    return ofType.first { $0.id == word } ?? named
  }

  var json: JSON {
    .array(
      entries.map { entry in
        [
          "principal_type": .string(entry.grantee.type), "principal_id": .string(entry.grantee.id),
          "permission": .string(entry.right.rawValue),
        ]
      })
  }

  var words: String {
    if entries.isEmpty { return "granted to nobody" }
    return entries.map { "\($0.right.rawValue) for \($0.grantee.words)" }.joined(separator: ", ")
  }
}
