import ArgumentParser
import Domain

struct GroupsCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a group.",
    discussion: """
      Members of a group that is part of another have what is granted to that one, too.

        muster groups create School --allow workspace.models
        muster groups create 'Class 1' --parent School --description 'since August'
      """)

  @Argument(help: "The new group's name.") var name: String
  @OptionGroup var options: GroupOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    try await PermissionName.check(options.allow + options.disallow, on: connection)
    var parent: JSON?
    if let word = options.parent { parent = try await Directory(connection: connection).group(word)["id"] }
    let group = try await connection.post(
      "/api/v1/groups/create", Query(), .object(options.form(name: name, over: .null, parent: parent)))
    output.show(group, words: "The group '\(group["name"]?.string ?? "")' is made.")
  }
}

struct GroupsUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a group.",
    discussion: """
      What is not named stays, permissions too. Who is in the group is changed with add-members and remove-members.

        muster groups update 'Class 1' --name 'Class 2' --no-parent
        muster groups update School --allow features.api_keys --disallow workspace.models
      """)

  @OptionGroup var group: GroupArgument
  @Option(help: "The name.") var name: String?
  @OptionGroup var options: GroupOptions
  @Flag(help: "It is part of no other group.") var noParent = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if noParent, options.parent != nil { throw ValidationError("Say --parent or --no-parent, not both.") }
    if options.isEmpty, name == nil, !noParent {
      throw ValidationError(
        "Say what to change: --name, --description, --parent, --no-parent, --allow, --disallow or --sharing.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    let directory = Directory(connection: connection)
    let old = try await directory.group(group.group)
    try await PermissionName.check(options.allow + options.disallow, on: connection)
    var parent: JSON?
    if noParent { parent = .some(.null) }
    if let word = options.parent { parent = try await directory.group(word)["id"] }
    let form = options.form(name: name ?? old["name"]?.string ?? "", over: old, parent: parent)
    let new = try await connection.post(GroupPath.of(old, "/update"), Query(), .object(form))
    output.show(new, words: "The group '\(new["name"]?.string ?? "")' is changed.")
  }
}
