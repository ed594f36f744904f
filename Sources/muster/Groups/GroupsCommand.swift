import ArgumentParser
import Domain

struct GroupsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groups", abstract: "See, make, change and delete groups of people.",
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
    commandName: "list", abstract: "List all groups, or those you are in.",
    discussion: """
      Administrators see all groups, others the ones that they are in.

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
      columns: [.flexible("NAME"), .flexible("WITHIN"), .number("MEMBERS"), .flexible("DESCRIPTION"), .fixed("ID")],
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
