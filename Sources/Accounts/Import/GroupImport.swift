import Audit
import Domain
import Storage

/// Imports groups with their members; groups that exist here stay as they are.
struct GroupImport {
  let mapping: UserMapping
  let connection: Connection
  let journal: Journal

  func run(_ groups: [ForeignGroup], _ report: inout ImportReport) throws {
    var (new, present): ([ForeignGroup], [ForeignGroup]) = ([], [])
    for group in groups {
      if let ours = try Group.find(group.id, connection) {
        try compare(ours, group, &report)
        present.append(group)
      } else if try Accounts.wasDeleted("group", group.id.text, connection) {
        report.count(.groups, \.skipped)
        report.note(.deletedHere, name(of: group))
      } else {
        try insert(group, &report)
        new.append(group)
        present.append(group)
      }
    }
    // Parents last: a parent may come after its child.
    for group in new {
      if let parent = group.parent { try put(group, below: parent, &report) }
      try recordImport(of: group)
    }
    for group in present { try importMembers(of: group, &report) }
  }

  private func compare(_ ours: Group, _ group: ForeignGroup, _ report: inout ImportReport) throws {
    let isParentLost = try isLost(group.parent)
    let differing = [
      ("name", ours.name == group.name || ours.name.hasPrefix(name(of: group) + " (")),
      ("description", ours.description == group.description),
      ("parent", ours.parentID == group.parent || (ours.parentID == nil && isParentLost)),
      ("sharing", ours.data == group.data), ("permissions", ours.permissions == group.permissions),
    ].compactMap { $0.1 ? nil : $0.0 }
    report.count(.groups, differing.isEmpty ? \.unchanged : \.skipped)
    if !differing.isEmpty { report.note(.notOverwritten, ours.name, differing.joined(separator: ", ")) }
  }

  private func isLost(_ parent: GroupID?) throws -> Bool {
    guard let parent else { return true }
    return try Group.find(parent, connection) == nil
  }

  private func insert(_ foreign: ForeignGroup, _ report: inout ImportReport) throws {
    let wanted = name(of: foreign)
    var free = wanted
    var number = 2
    while try connection.exists("SELECT 1 FROM user_group WHERE name_key = \(free.lowercased())") {
      free = "\(wanted) (\(number))"
      number += 1
    }
    let group = Group(
      id: foreign.id, creatorID: mapping.people[foreign.creator] ?? mapping.administrator ?? foreign.creator,
      name: free, description: foreign.description, parentID: nil, data: foreign.data,
      permissions: foreign.permissions, createdAt: foreign.createdAt.map(Timestamp.init(seconds:)) ?? journal.now)
    try group.insert(connection)
    report.count(.groups, \.new)
    if free != wanted { report.note(.groupRenamed, wanted, "'\(free)' here") }
  }

  private func name(of group: ForeignGroup) -> String {
    group.name.allSatisfy(\.isWhitespace) ? "group \(group.id.text)" : group.name
  }

  private func put(_ group: ForeignGroup, below parent: GroupID, _ report: inout ImportReport) throws {
    let isPossible = try connection.exists(
      """
      WITH RECURSIVE above(id) AS (
        SELECT id FROM user_group WHERE id = \(parent.text)
        UNION
        SELECT user_group.parent_group_id FROM above JOIN user_group ON user_group.id = above.id
        WHERE user_group.parent_group_id IS NOT NULL)
      SELECT 1 WHERE EXISTS (SELECT 1 FROM above) AND NOT EXISTS (SELECT 1 FROM above WHERE id = \(group.id.text))
      """)
    guard isPossible else { return report.note(.lostParent, name(of: group), "'\(parent.text)'") }
    try connection.execute(
      "UPDATE user_group SET parent_group_id = \(parent.text) WHERE id = \(group.id.text)")
  }

  private func recordImport(of group: ForeignGroup) throws {
    guard let ours = try Group.find(group.id, connection) else { return }
    try journal.record(
      Act(
        .groupImport, entityType: "group", entityID: ours.id.text,
        description: "Imported the group \(ours.name) from Open WebUI", changes: ours.changesOfCreation))
  }

  /// Members that were removed here are not added again.
  private func importMembers(of group: ForeignGroup, _ report: inout ImportReport) throws {
    var added: [UserID] = []
    var seen: Set<UserID> = []
    for foreign in group.members {
      guard let person = mapping.people[foreign] else {
        report.count(.memberships, \.skipped)
        report.note(.notImported, name(of: group), "the member '\(foreign.text)' has no account")
        continue
      }
      guard seen.insert(person).inserted else { continue }
      let isKnown = try connection.exists(
        "SELECT 1 FROM group_member WHERE group_id = \(group.id.text) AND user_id = \(person.text)")
      report.count(.memberships, isKnown ? \.unchanged : \.new)
      if isKnown { continue }
      try connection.execute(
        """
        INSERT INTO group_member (group_id, user_id, added_at)
        VALUES (\(group.id.text), \(person.text), \(journal.now.seconds))
        """)
      added.append(person)
    }
    if added.isEmpty { return }
    try journal.record(
      Act(
        .groupAddMembers, entityType: "group", entityID: group.id.text,
        description: "Imported the members of the group \(name(of: group)) from Open WebUI",
        changes: added.map { FieldChange("members.\($0.text)", before: nil, after: "member") }))
  }
}
