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

struct GroupsDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a group and what is granted to it; its members stay.",
    discussion: """
      Groups that are part of it become groups of their own. Can be undone for a day with 'muster undo'. Asks first. \
      In scripts --yes is needed.

        muster groups delete 'Class 1' --yes
      """)

  @OptionGroup var group: GroupArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete the group '\(group.group)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).group(group.group)
    let name = found["name"]?.string ?? ""
    let count = found["member_count"]?.int ?? 0
    try confirmation.ask(
      "Delete the group '\(name)' (\(count) member\(count == 1 ? "" : "s")) and what is granted to it?",
      otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(toDelete: GroupPath.of(found, "/delete"))
    output.show(try connection.content(of: answer), words: "The group '\(name)' is deleted.")
    UndoAdvice.show(answer.undoToken)
  }
}

/// Who, besides administrators, may share models with a group.
enum GroupSharingChoice: String, ExpressibleByArgument, CaseIterable {
  case members, everyone, nobody

  /// As the API has it.
  var json: JSON {
    switch self {
    case .members: "members"
    case .everyone: true
    case .nobody: false
    }
  }
}

/// What is said alike of a new group and of one that changes.
struct GroupOptions: ParsableArguments {
  @Option(help: "What the group is for.") var description: String?
  @Option(
    help: ArgumentHelp("The group that it is part of, whose grants its members have, too.", valueName: "group"),
    completion: .groups)
  var parent: String?
  @Option(help: ArgumentHelp("A permission that members have; may be repeated.", valueName: "section.name"))
  var allow: [PermissionName] = []
  @Option(
    help: ArgumentHelp("A permission that the group does not give; may be repeated.", valueName: "section.name"))
  var disallow: [PermissionName] = []
  @Option(help: "Who, besides administrators, may share models with the group.") var sharing: GroupSharingChoice?

  func validate() throws {
    if let both = allow.first(where: disallow.contains) {
      throw ValidationError("'\(both)' is both allowed and disallowed.")
    }
  }

  var isEmpty: Bool {
    description == nil && parent == nil && allow.isEmpty && disallow.isEmpty && sharing == nil
  }

  /// The server's form: what `group` has, with what is said here.
  /// - Parameter group: `null` for a new one.
  func form(name: String, over group: JSON, parent: JSON?) -> JSON.Object {
    var form: JSON.Object = [
      "name": .string(name), "description": .string(description ?? group["description"]?.string ?? ""),
    ]
    form["parent_group_id"] = parent
    if !allow.isEmpty || !disallow.isEmpty {
      let before = group["permissions"] ?? .null
      form["permissions"] = PermissionName.sheet(
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
