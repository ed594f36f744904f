import ArgumentParser
import Domain

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
