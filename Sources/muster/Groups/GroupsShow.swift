import ArgumentParser
import Domain

struct GroupsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one group, what its members may, and who they are.",
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
    guard let found = Directory.group(group.group, among: groups) else {
      throw CommandFailure.refused("There is no group with the id or name '\(DisplayText.harmless(group.group))'.")
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
      ("description", description.isEmpty ? "-" : description), ("within", parent?["name"]?.string ?? "-"),
      ("allowed", allowed.isEmpty ? "-" : allowed.joined(separator: ", ")), ("sharing", sharing(group)),
      ("created_at", group["created_at"]?.int.map(Terminal.localTime) ?? "-"),
      ("updated_at", group["updated_at"]?.int.map(Terminal.localTime) ?? "-"),
    ]
    let people = members.enumerated().map { place, person in
      (place == 0 ? "members" : "", PersonText.nameAndAddress(person))
    }
    return .fields((fields + (people.isEmpty ? [("members", "-")] : people)).map { (name: $0.0, value: $0.1) })
  }

  private static func sharing(_ group: JSON) -> String {
    let value = group["data"]?["config"]?["share"]
    return (GroupSharingChoice.allCases.first { $0.json == value } ?? .nobody).rawValue
  }
}
