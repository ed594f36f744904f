import ArgumentParser
import Domain

/// A group, and the people who come or go.
struct MembersArguments: ParsableArguments {
  @OptionGroup var group: GroupArgument
  @Argument(help: ArgumentHelp("Ids or e-mail addresses.", valueName: "user"), completion: .people)
  var users: [String]

  /// All are looked up before anything is done.
  func change(_ verb: String, on connection: ServerConnection) async throws -> JSON {
    let directory = Directory(connection: connection)
    let found = try await directory.group(group.group)
    var ids: [JSON] = []
    for user in users { ids.append(.string(try await directory.personID(user))) }
    return try await connection.post(GroupPath.of(found, "/users/\(verb)"), Query(), ["user_ids": .array(ids)])
  }

  static func sentence(_ group: JSON) -> String {
    let count = group["member_count"]?.int ?? 0
    return "The group '\(group["name"]?.string ?? "")' has \(count) member\(count == 1 ? "" : "s")."
  }
}

struct GroupsAddMembers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-members", abstract: "Take people into a group.",
    discussion: """
      Who is in it already stays so. If one of them is unknown, nothing is done.

        muster groups add-members 'Class 1' uma@example.org ivan@example.org
      """)

  @OptionGroup var members: MembersArguments
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let group = try await members.change("add", on: server.connection())
    output.show(group, words: MembersArguments.sentence(group))
  }
}

struct GroupsRemoveMembers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove-members", abstract: "Take people out of a group.",
    discussion: """
      Who is not in it stays out. If one of them is unknown, nothing is done.

        muster groups remove-members 'Class 1' uma@example.org
      """)

  @OptionGroup var members: MembersArguments
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let group = try await members.change("remove", on: server.connection())
    output.show(group, words: MembersArguments.sentence(group))
  }
}
