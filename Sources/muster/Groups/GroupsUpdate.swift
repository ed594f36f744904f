import ArgumentParser
import Domain

struct GroupsCreate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create a group.",
    discussion: """
      Members inherit the permissions and grants of the parent group.

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
    if let name = options.parent { parent = try await Directory(connection: connection).group(name)["id"] }
    let group = try await connection.post(
      "/api/v1/groups/create", Query(), .object(options.form(name: name, over: .null, parent: parent)))
    output.show(group, text: "The group '\(group["name"]?.string ?? "")' was created.")
  }
}

struct GroupsUpdate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Update a group.",
    discussion: """
      Other fields and permissions do not change. To change the members use add-members and remove-members.

        muster groups update 'Class 1' --name 'Class 2' --no-parent
        muster groups update School --allow features.api_keys --disallow workspace.models
      """)

  @OptionGroup var group: GroupArgument
  @Option(help: "The new name.") var name: String?
  @OptionGroup var options: GroupOptions
  @Flag(help: "Remove the parent group.") var noParent = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    if noParent, options.parent != nil { throw ValidationError("Pass --parent or --no-parent, not both.") }
    if options.isEmpty, name == nil, !noParent {
      throw ValidationError(
        "Pass at least one of --name, --description, --parent, --no-parent, --allow, --disallow and --sharing.")
    }
  }

  func run() async throws {
    let connection = try server.connection()
    let directory = Directory(connection: connection)
    let old = try await directory.group(group.reference)
    try await PermissionName.check(options.allow + options.disallow, on: connection)
    var parent: JSON?
    if noParent { parent = .some(.null) }
    if let name = options.parent { parent = try await directory.group(name)["id"] }
    let form = options.form(name: name ?? old["name"]?.string ?? "", over: old, parent: parent)
    let new = try await connection.post(GroupPath.of(old, "/update"), Query(), .object(form))
    output.show(new, text: "The group '\(new["name"]?.string ?? "")' was updated.")
  }
}

struct GroupsDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a group and its grants. Its members are not deleted.",
    discussion: """
      Its child groups lose their parent. 'muster undo' can undo this for 24 hours. Asks for confirmation; scripts must \
      pass --yes.

        muster groups delete 'Class 1' --yes
      """)

  @OptionGroup var group: GroupArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.requireTerminal(to: "delete the group '\(group.reference)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).group(group.reference)
    let name = found["name"]?.string ?? ""
    let count = found["member_count"]?.int ?? 0
    try confirmation.ask(
      "Delete the group '\(name)' (\(count) member\(count == 1 ? "" : "s")) and its grants?",
      otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(toDelete: GroupPath.of(found, "/delete"))
    output.show(try connection.content(of: answer), text: "The group '\(name)' was deleted.")
    UndoHint.show(answer.undoToken)
  }
}

/// Who can share models with a group, apart from administrators.
enum GroupSharingChoice: String, ExpressibleByArgument, CaseIterable {
  case members, everyone, nobody

  /// The API's value.
  var json: JSON {
    switch self {
    case .members: "members"
    case .everyone: true
    case .nobody: false
    }
  }
}

/// The options that `groups create` and `groups update` share.
struct GroupOptions: ParsableArguments {
  @Option(help: "The description.") var description: String?
  @Option(
    help: ArgumentHelp("The parent group. Members inherit its permissions and grants.", valueName: "group"),
    completion: .groups)
  var parent: String?
  @Option(help: ArgumentHelp("Give members this permission; repeatable.", valueName: "section.name"))
  var allow: [PermissionName] = []
  @Option(
    help: ArgumentHelp("Don't give members this permission; repeatable.", valueName: "section.name"))
  var disallow: [PermissionName] = []
  @Option(help: "Who can share models with the group, apart from administrators.") var sharing: GroupSharingChoice?

  func validate() throws {
    if let both = allow.first(where: disallow.contains) {
      throw ValidationError("'\(both)' is both allowed and disallowed.")
    }
  }

  var isEmpty: Bool {
    description == nil && parent == nil && allow.isEmpty && disallow.isEmpty && sharing == nil
  }

  /// The server's form: the fields of `group`, changed by these options.
  /// - Parameter group: `null` for a new one.
  func form(name: String, over group: JSON, parent: JSON?) -> JSON.Object {
    var form: JSON.Object = [
      "name": .string(name), "description": .string(description ?? group["description"]?.string ?? ""),
    ]
    form["parent_group_id"] = parent
    if !allow.isEmpty || !disallow.isEmpty {
      let before = group["permissions"] ?? .null
      form["permissions"] = PermissionName.changing(
        before, with: allow.map { ($0, true) } + disallow.map { ($0, false) })
    }
    if let sharing {
      var data = group["data"]?.object ?? [:]
      var config = data["config"]?.object ?? [:]
      config["share"] = sharing.json
      data["config"] = .object(config)
      form["data"] = .object(data)
    }
    return form
  }
}
