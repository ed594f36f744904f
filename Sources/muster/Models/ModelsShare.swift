import ArgumentParser
import Domain

struct ModelsShare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Grant access to a model, or remove it.",
    discussion: """
      GRANTEE is everyone, user:USER or group:GROUP; USER is an ID or email address, GROUP an ID or name. The grantee \
      gets exactly this permission in place of any earlier one; other grants do not change. Write includes read. If \
      someone else changes the model at the same time, the command changes nothing and exits with 1.

        muster models share tutor --read everyone
        muster models share tutor --write user:uma@example.org --remove everyone
        muster models share tutor --read 'group:Class 1' --reason 'term begins'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Grant read access (see and use); repeatable.", valueName: "grantee")) var read:
    [GranteeArgument] = []
  @Option(help: ArgumentHelp("Grant write access (also edit); repeatable.", valueName: "grantee")) var write:
    [GranteeArgument] = []
  @Option(help: ArgumentHelp("Remove the grant; repeatable.", valueName: "grantee"))
  var remove: [GranteeArgument] = []
  @Option(help: "The reason, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    let named = read + write + remove
    if named.isEmpty { throw ValidationError("Pass at least one of --read, --write and --remove.") }
    let repeated = named.enumerated().first { index, grantee in named[..<index].contains(grantee) }
    if let repeated { throw ValidationError("'\(repeated.element)' is given more than once.") }
  }

  func run() async throws {
    let connection = try server.connection()
    // An available file has no grants yet. Sharing it creates its model.
    let path = "/api/v1/models/model/access"
    let seen = try await connection.find(path + model.query.text)
    var grants = GrantList(seen?["grants"]?.array ?? [])
    let lookup = GranteeLookup(directory: Directory(connection: connection), grants: grants)
    for grantee in remove where !grants.remove(try await lookup.grantee(grantee)) {
      Terminal.writeLine(DisplayText.sanitized("\(grantee) has no grant."))
    }
    for grantee in read { grants.set(.read, for: try await lookup.grantee(grantee)) }
    for grantee in write { grants.set(.write, for: try await lookup.grantee(grantee)) }
    var form: JSON.Object = ["id": .string(model.id), "access_grants": grants.json]
    form["revision"] = seen?["revision"]
    form["reason"] = reason.map(JSON.string)
    let shared = try await connection.post(path + "/update", Query(), .object(form))
    output.show(shared, text: "\(model.id): \(grants.text) (revision \(shared["revision"]?.int ?? 0)).")
  }
}

/// Finds the user or group that an argument names: first among the model's grants, then on the server.
private struct GranteeLookup {
  let directory: Directory
  let grants: GrantList

  func grantee(_ argument: GranteeArgument) async throws -> GrantList.Grantee {
    if let known = grants.grantee(argument) { return known }
    switch argument {
    case .everyone: return .everyone
    case .user(let reference): return Self.grantee("user", try await directory.user(reference))
    case .group(let reference): return Self.grantee("group", try await directory.group(reference, forSharing: true))
    }
  }

  private static func grantee(_ type: String, _ found: JSON) -> GrantList.Grantee {
    GrantList.Grantee(type: type, id: found["id"]?.string ?? "", name: found["name"]?.string ?? "")
  }
}

/// A grantee as written on the command line.
enum GranteeArgument: ExpressibleByArgument, Equatable, Sendable, CustomStringConvertible {
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
    let reference = String(argument[argument.index(after: colon)...])
    switch argument[..<colon] {
    case "user" where !reference.isEmpty: self = .user(reference)
    case "group" where !reference.isEmpty: self = .group(reference)
    default: return nil
    }
  }

  var description: String {
    switch self {
    case .everyone: "everyone"
    case .user(let reference): "user:\(reference)"
    case .group(let reference): "group:\(reference)"
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

/// All grants of a model, with one permission for each grantee: write includes read.
struct GrantList: Equatable {
  enum Permission: String { case read, write }

  struct Grantee: Equatable {
    static let everyone = Grantee(type: "user", id: "*", name: "everyone")

    /// `user` or `group`.
    var type: String
    var id: String
    var name: String

    static func == (left: Self, right: Self) -> Bool { left.type == right.type && left.id == right.id }

    var text: String { type == "group" ? "the group '\(name)'" : name }
  }

  struct Entry: Equatable {
    var grantee: Grantee
    var permission: Permission
  }

  private(set) var entries: [Entry] = []

  /// - Parameter grants: the server's; the same grantee may have one grant to read and one to write.
  init(_ grants: [JSON]) {
    for grant in grants {
      guard let type = grant["principal_type"]?.string, let id = grant["principal_id"]?.string else { continue }
      let grantee = id == "*" ? .everyone : Grantee(type: type, id: id, name: grant["principal_name"]?.string ?? id)
      let isToWrite = grant["permission"]?.string == Permission.write.rawValue
      if isToWrite || !entries.contains(where: { $0.grantee == grantee }) {
        set(isToWrite ? .write : .read, for: grantee)
      }
    }
  }

  mutating func set(_ permission: Permission, for grantee: Grantee) {
    if let index = entries.firstIndex(where: { $0.grantee == grantee }) {
      entries[index].permission = permission
    } else {
      entries.append(Entry(grantee: grantee, permission: permission))
    }
  }

  /// - Returns: whether the grantee had a grant.
  mutating func remove(_ grantee: Grantee) -> Bool {
    let count = entries.count
    entries.removeAll { $0.grantee == grantee }
    return entries.count < count
  }

  /// Finds a grantee by id or name among the grants. Works for users who may not list groups.
  func grantee(_ argument: GranteeArgument) -> Grantee? {
    let (type, reference) =
      switch argument {
      case .everyone: ("user", "*")
      case .user(let reference): ("user", reference)
      case .group(let reference): ("group", reference)
      }
    let ofType = entries.map(\.grantee).filter { $0.type == type }
    let named = type == "group" ? ofType.first { $0.name.lowercased() == reference.lowercased() } : nil
    return ofType.first { $0.id == reference } ?? named
  }

  var json: JSON {
    .array(
      entries.map { entry in
        [
          "principal_type": .string(entry.grantee.type), "principal_id": .string(entry.grantee.id),
          "permission": .string(entry.permission.rawValue),
        ]
      })
  }

  var text: String {
    if entries.isEmpty { return "no grants" }
    return entries.map { "\($0.permission.rawValue) for \($0.grantee.text)" }.joined(separator: ", ")
  }
}
