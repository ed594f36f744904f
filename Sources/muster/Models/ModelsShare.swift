import ArgumentParser
import Domain

struct ModelsShare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Grant a model to others, or take it from them.",
    discussion: """
      WHO is everyone, user:ID-or-address or group:ID-or-name. It has the right that is named here, whatever it had \
      before; grants to others stay as they are. Who may write may read. If somebody changes the model in the same \
      moment, nothing is done.

        muster models share tutor --read everyone
        muster models share tutor --write user:uma@example.org --remove everyone
        muster models share tutor --read 'group:Class 1' --reason 'term begins'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Who may see and use it; may be repeated.", valueName: "who")) var read: [Recipient] = []
  @Option(help: ArgumentHelp("Who may change it, too; may be repeated.", valueName: "who")) var write: [Recipient] = []
  @Option(help: ArgumentHelp("From whom to take what was granted; may be repeated.", valueName: "who"))
  var remove: [Recipient] = []
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    let named = read + write + remove
    if named.isEmpty { throw ValidationError("Say whom to share with: --read, --write or --remove.") }
    let twice = named.enumerated().first { place, who in named[..<place].contains(who) }
    if let twice { throw ValidationError("'\(twice.element)' is named twice.") }
  }

  func run() async throws {
    let connection = try server.connection()
    // What only a runtime offers has no grants yet; it gets its entry by this.
    let path = "/api/v1/models/model/access"
    let seen = try await connection.find(path + model.query.text)
    var sheet = GrantSheet(seen?["grants"]?.array ?? [])
    let lookup = GranteeLookup(directory: Directory(connection: connection), sheet: sheet)
    for who in remove where !sheet.take(from: try await lookup.grantee(who)) {
      Terminal.complain(DisplayText.harmless("Nothing was granted to \(who)."))
    }
    for who in read { sheet.give(.read, to: try await lookup.grantee(who)) }
    for who in write { sheet.give(.write, to: try await lookup.grantee(who)) }
    var form: JSON.Object = ["id": .string(model.id), "access_grants": sheet.json]
    form["revision"] = seen?["revision"]
    form["reason"] = reason.map(JSON.string)
    let shared = try await connection.post(path + "/update", Query(), .object(form))
    output.show(shared, words: "\(model.id): \(sheet.words) (revision \(shared["revision"]?.int ?? 0)).")
  }
}

/// Finds out whom a recipient means: among those who have something already, then in the house.
private struct GranteeLookup {
  let directory: Directory
  let sheet: GrantSheet

  func grantee(_ recipient: Recipient) async throws -> GrantSheet.Grantee {
    if let known = sheet.grantee(recipient) { return known }
    switch recipient {
    case .everyone: return .everyone
    case .user(let word): return Self.grantee("user", try await directory.person(word))
    case .group(let word): return Self.grantee("group", try await directory.group(word, forSharing: true))
    }
  }

  private static func grantee(_ type: String, _ found: JSON) -> GrantSheet.Grantee {
    GrantSheet.Grantee(type: type, id: found["id"]?.string ?? "", name: found["name"]?.string ?? "")
  }
}

/// For whom a grant is, as written on the command line.
enum Recipient: ExpressibleByArgument, Equatable, Sendable, CustomStringConvertible {
  case everyone
  /// By id or e-mail address.
  case user(String)
  /// By id or name.
  case group(String)

  init?(argument: String) {
    if argument == "everyone" {
      self = .everyone
      return
    }
    guard let colon = argument.firstIndex(of: ":") else { return nil }
    let who = String(argument[argument.index(after: colon)...])
    switch argument[..<colon] {
    case "user" where !who.isEmpty: self = .user(who)
    case "group" where !who.isEmpty: self = .group(who)
    default: return nil
    }
  }

  var description: String {
    switch self {
    case .everyone: "everyone"
    case .user(let who): "user:\(who)"
    case .group(let who): "group:\(who)"
    }
  }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand(
      """
      echo everyone; muster users list --quiet 2>/dev/null | sed s/^/user:/; \
      muster groups list --quiet 2>/dev/null | sed s/^/group:/
      """)
  }
}

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
