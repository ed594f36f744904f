import ArgumentParser
import Domain

struct GroupsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groups", abstract: "List, create, update and delete groups.",
    subcommands: [
      GroupsList.self, GroupsShow.self, GroupsCreate.self, GroupsUpdate.self, GroupsDelete.self, GroupsAddMembers.self,
      GroupsRemoveMembers.self,
    ])
}

enum GroupPath {
  static func of(_ group: JSON, _ rest: String = "") -> String {
    "/api/v1/groups/id/\(Query.encoded(group["id"]?.string ?? ""))\(rest)"
  }
}

struct GroupsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List groups.",
    discussion: """
      Administrators see all groups, other users only the groups they are members of.

        muster groups list
        muster groups list --json | jq '.[] | {name, member_count}'
      """)

  @Flag(name: .shortAndLong, help: "Print names only.") var quiet = false
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let answer = try await server.connection().get("/api/v1/groups/")
    let groups = answer.array ?? []
    output.show(answer, names: groups.map { $0["name"]?.string }, only: quiet, table: Self.table(groups))
  }

  static func table(_ groups: [JSON]) -> TextTable {
    TextTable(
      columns: [.flexible("NAME"), .flexible("PARENT"), .number("MEMBERS"), .flexible("DESCRIPTION"), .fixed("ID")],
      rows: groups.map { group in
        let parent = group["parent_group_id"]?.string
        let name = parent.map { id in groups.first { $0["id"]?.string == id }?["name"]?.string ?? id }
        return [
          Cell(group["name"]?.string ?? ""), Cell(name ?? "-"), Cell("\(group["member_count"]?.int ?? 0)"),
          Cell(group["description"]?.string ?? ""), Cell(group["id"]?.string ?? "", .faint),
        ]
      })
  }
}

struct GroupsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one group with its permissions and members.",
    discussion: """
        muster groups show 'Class 1'
        muster groups show 'Class 1' --json | jq '.user_ids | length'
      """)

  @OptionGroup var group: GroupArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let groups = try await connection.get("/api/v1/groups/").array ?? []
    guard let found = Directory.group(group.reference, among: groups) else {
      throw CommandFailure.refused("There is no group with the ID or name '\(DisplayText.sanitized(group.reference))'.")
    }
    if output.json {
      print(try await connection.get(GroupPath.of(found, "/export")).serialized())
    } else {
      let members = try await connection.post(GroupPath.of(found, "/users"))
      output.show(Self.table(found, members: members.array ?? [], groups: groups))
    }
  }

  static func table(_ group: JSON, members: [JSON], groups: [JSON]) -> TextTable {
    let parent = groups.first { $0["id"] == group["parent_group_id"] }
    let allowed = PermissionName.all(in: group["permissions"] ?? .null).filter(\.isOn).map(\.name.description)
    let description = group["description"]?.string ?? ""
    let fields = [
      ("id", group["id"]?.string ?? ""), ("name", group["name"]?.string ?? ""),
      ("description", description.isEmpty ? "-" : description), ("parent", parent?["name"]?.string ?? "-"),
      ("allowed", allowed.isEmpty ? "-" : allowed.joined(separator: ", ")), ("sharing", sharing(group)),
      ("created_at", group["created_at"]?.int.map(Terminal.localTime) ?? "-"),
      ("updated_at", group["updated_at"]?.int.map(Terminal.localTime) ?? "-"),
    ]
    let users = members.enumerated().map { index, user in
      (index == 0 ? "members" : "", UserText.nameAndAddress(user))
    }
    return .fields((fields + (users.isEmpty ? [("members", "-")] : users)).map { (name: $0.0, value: $0.1) })
  }

  private static func sharing(_ group: JSON) -> String {
    let value = group["data"]?["config"]?["share"]
    return (GroupSharingChoice.allCases.first { $0.json == value } ?? .nobody).rawValue
  }
}

/// A group, and the users to add or remove.
struct MembersArguments: ParsableArguments {
  @OptionGroup var group: GroupArgument
  @Argument(help: ArgumentHelp("The users' IDs or email addresses.", valueName: "user"), completion: .users)
  var users: [String]

  /// Looks up all users before it changes anything.
  func change(_ verb: String, on connection: ServerConnection) async throws -> JSON {
    let directory = Directory(connection: connection)
    let found = try await directory.group(group.reference)
    var ids: [JSON] = []
    for user in users { ids.append(.string(try await directory.userID(user))) }
    return try await connection.post(GroupPath.of(found, "/users/\(verb)"), Query(), ["user_ids": .array(ids)])
  }

  static func sentence(_ group: JSON) -> String {
    let count = group["member_count"]?.int ?? 0
    return "The group '\(group["name"]?.string ?? "")' has \(count) member\(count == 1 ? "" : "s")."
  }
}

struct GroupsAddMembers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-members", abstract: "Add users to a group.",
    discussion: """
      Users who are already members stay members. If one of the users does not exist, nothing changes.

        muster groups add-members 'Class 1' uma@example.org ivan@example.org
      """)

  @OptionGroup var members: MembersArguments
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let group = try await members.change("add", on: server.connection())
    output.show(group, text: MembersArguments.sentence(group))
  }
}

struct GroupsRemoveMembers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove-members", abstract: "Remove users from a group.",
    discussion: """
      Users who are not members are ignored. If one of the users does not exist, nothing changes.

        muster groups remove-members 'Class 1' uma@example.org
      """)

  @OptionGroup var members: MembersArguments
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let group = try await members.change("remove", on: server.connection())
    output.show(group, text: MembersArguments.sentence(group))
  }
}
