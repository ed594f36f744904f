import ArgumentParser
import Domain

struct PermissionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "permissions", abstract: "Show and set default permissions.",
    subcommands: [PermissionsShow.self, PermissionsSet.self])
}

struct PermissionsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the default permissions, or your own.",
    discussion: """
      All users have the default permissions. Groups add to them: see 'muster groups show'. Administrators have all \
      permissions.

        muster permissions show
        muster permissions show --mine --json | jq .workspace
      """)

  @Flag(help: "Show your own permissions, including those of your groups.") var mine = false
  @Flag(name: .shortAndLong, help: "Print names only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let path = mine ? "/api/v1/users/permissions" : "/api/v1/users/default/permissions"
    let answer = try await server.connection().get(path)
    let permissions = PermissionName.all(in: answer)
    output.show(answer, names: permissions.map { $0.name.description }, only: quiet, table: Self.table(permissions))
  }

  static func table(_ permissions: [(name: PermissionName, isOn: Bool)]) -> TextTable {
    TextTable(
      columns: [.fixed("PERMISSION"), .fixed("ALLOWED")],
      rows: permissions.map { [Cell($0.name.description), $0.isOn ? Cell("yes", .good) : Cell("no", .faint)] })
  }
}

struct PermissionsSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set default permissions. Others do not change.",
    discussion: """
        muster permissions set workspace.models=true sharing.models=true
      """)

  @Argument(help: ArgumentHelp("A permission, and whether all users have it.", valueName: "section.name=true|false"))
  var settings: [PermissionSetting]
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    try await PermissionName.check(settings.map(\.permission), on: connection)
    let changes = PermissionName.changing(.null, with: settings.map { ($0.permission, $0.isOn) })
    let answer = try await connection.post("/api/v1/users/default/permissions", Query(), changes)
    let named = PermissionName.all(in: answer).filter { entry in settings.contains { $0.permission == entry.name } }
    output.show(
      answer, text: named.map { "\($0.name) is \($0.isOn ? "allowed" : "not allowed")" }.joined(separator: ", ") + ".")
  }
}

/// `section.name`, as in `workspace.models`.
struct PermissionName: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  var section: String
  var name: String

  init(section: String, name: String) {
    self.section = section
    self.name = name
  }

  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else { return nil }
    self.init(section: parts[0], name: parts[1])
  }

  var description: String { "\(section).\(name)" }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand("muster permissions show --quiet 2>/dev/null")
  }

  /// All permissions of the API's `{section: {name: Bool}}`, in its order.
  static func all(in permissions: JSON) -> [(name: PermissionName, isOn: Bool)] {
    (permissions.object ?? [:]).flatMap { section, names in
      (names.object ?? [:]).map { name, value in
        (PermissionName(section: section, name: name), value.bool ?? false)
      }
    }
  }

  /// `permissions` with some of them set; the others do not change.
  static func changing(_ permissions: JSON, with changes: [(PermissionName, Bool)]) -> JSON {
    var sections = permissions.object ?? [:]
    for (permission, isOn) in changes {
      var names = sections[permission.section]?.object ?? [:]
      names[permission.name] = .bool(isOn)
      sections[permission.section] = .object(names)
    }
    return .object(sections)
  }

  /// The server accepts unknown names, for compatibility with Open WebUI: a mistyped one would have no effect.
  static func check(_ permissions: [PermissionName], on connection: ServerConnection) async throws {
    if permissions.isEmpty { return }
    let known = all(in: try await connection.get("/api/v1/users/default/permissions")).map(\.name)
    if let message = unknown(permissions, known: known) { throw CommandFailure.refused(message) }
  }

  static func unknown(_ permissions: [PermissionName], known: [PermissionName]) -> String? {
    guard let unknown = permissions.first(where: { !known.contains($0) }) else { return nil }
    let guess = Spelling.nearest(to: unknown.description, in: known.map(\.description))
    let advice = guess.map { "Did you mean '\($0)'?" } ?? "'muster permissions show' lists them all."
    return DisplayText.sanitized("There is no permission '\(unknown)'. \(advice)")
  }
}

/// `section.name=true` or `=false`.
struct PermissionSetting: ExpressibleByArgument, Sendable {
  var permission: PermissionName
  var isOn: Bool

  init?(argument: String) {
    let halves = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2, let permission = PermissionName(argument: halves[0]), let isOn = Bool(halves[1]) else {
      return nil
    }
    self.permission = permission
    self.isOn = isOn
  }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand("muster permissions show --quiet 2>/dev/null | sed 'h;s/$/=true/;p;g;s/$/=false/'")
  }
}
