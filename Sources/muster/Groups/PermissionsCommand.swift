import ArgumentParser
import Domain

struct PermissionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "permissions", abstract: "See and set what everybody may.",
    subcommands: [PermissionsShow.self, PermissionsSet.self])
}

struct PermissionsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what everybody may, or what you may yourself.",
    discussion: """
      What a group allows its members comes on top: see 'muster groups show'. Administrators may everything.

        muster permissions show
        muster permissions show --mine --json | jq .workspace
      """)

  @Flag(help: "What you may yourself, by all your groups.") var mine = false
  @Flag(name: .shortAndLong, help: "Print names only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let path = mine ? "/api/v1/users/permissions" : "/api/v1/users/default/permissions"
    let sheet = try await server.connection().get(path)
    let permissions = PermissionName.all(in: sheet)
    output.show(sheet, names: permissions.map { $0.name.description }, only: quiet, table: Self.table(permissions))
  }

  static func table(_ permissions: [(name: PermissionName, isOn: Bool)]) -> TextTable {
    TextTable(
      columns: [.fixed("PERMISSION"), .fixed("ALLOWED")],
      rows: permissions.map { [Cell($0.name.description), $0.isOn ? Cell("yes", .good) : Cell("no", .faint)] })
  }
}

struct PermissionsSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Set what everybody may; what is not named stays.",
    discussion: """
        muster permissions set workspace.models=true sharing.models=true
      """)

  @Argument(help: ArgumentHelp("A permission, and whether everybody has it.", valueName: "section.name=true|false"))
  var settings: [PermissionSetting]
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    try await PermissionName.check(settings.map(\.permission), on: connection)
    let changes = PermissionName.sheet(.null, with: settings.map { ($0.permission, $0.isOn) })
    let sheet = try await connection.post("/api/v1/users/default/permissions", Query(), changes)
    let named = PermissionName.all(in: sheet).filter { entry in settings.contains { $0.permission == entry.name } }
    output.show(
      sheet, words: named.map { "\($0.name) is \($0.isOn ? "allowed" : "not allowed")" }.joined(separator: ", ") + ".")
  }
}
