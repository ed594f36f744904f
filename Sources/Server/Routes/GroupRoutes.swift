import Accounts
import Domain
import Hummingbird

/// Groups, with the routes of Open WebUI's API.
struct GroupRoutes {
  let accounts: Accounts

  var routes: [Route] {
    let root = "/api/v1/groups"
    let one = "\(root)/id/{id}"
    return [
      Route(.get, "\(root)/", .readGroups, "List groups: all for administrators, otherwise one's own", list),
      Route(.get, root, .readGroups, "List groups: all for administrators, otherwise one's own", list),
      Route(.post, "\(root)/create", .changeGroups, "Create a group", create),
      Route(.get, one, .readPeople, "Get a group", show),
      Route(.get, "\(one)/export", .readPeople, "Get a group with its members", export),
      Route(.get, "\(one)/info", .readGroups, "Get a summary of a group", info),
      Route(.post, "\(one)/update", .changeGroups, "Change a group", update),
      Route(.post, "\(one)/users", .readPeople, "List the members of a group", members),
      Route(.post, "\(one)/users/add", .changeGroups, "Add users to a group", change(.add)),
      Route(.post, "\(one)/users/remove", .changeGroups, "Remove users from a group", change(.remove)),
      Route(.delete, "\(one)/delete", .changeGroups, "Delete a group and its grants", delete),
    ]
  }

  private static func id(_ context: RequestContext) -> GroupID { GroupID(context.parameters["id"] ?? "") }

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let groups = try await accounts.groups(
      forSharing: context.query["share"] == "true", as: try context.requireCaller())
    return Reply.json(.array(groups.map { .object(GroupWire.group($0)) }))
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    let group = try await OpenWebUIText.ofMissingGroup {
      try await accounts.group(Self.id(context), as: try context.requireCaller())
    }
    return Reply.json(.object(GroupWire.group(group)))
  }

  @Sendable private func info(_ context: RequestContext) async throws -> Response {
    Reply.json(GroupWire.info(try await accounts.group(Self.id(context), as: try context.requireCaller())))
  }

  @Sendable private func export(_ context: RequestContext) async throws -> Response {
    let (group, people) = try await accounts.members(of: Self.id(context), as: try context.requireCaller())
    var body = GroupWire.group(group)
    body["user_ids"] = .array(people.map { .string($0.account.id.text) })
    return Reply.json(.object(body))
  }

  @Sendable private func members(_ context: RequestContext) async throws -> Response {
    let (_, people) = try await accounts.members(of: Self.id(context), as: try context.requireCaller())
    return Reply.json(.array(people.map(PeopleWire.info)))
  }

  @Sendable private func create(_ context: RequestContext) async throws -> Response {
    let form = try GroupForm(try await context.json())
    return Reply.json(.object(GroupWire.group(try await accounts.createGroup(form, as: try context.requireCaller()))))
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    let form = try GroupForm(try await context.json())
    let group = try await accounts.updateGroup(Self.id(context), form, as: try context.requireCaller())
    return Reply.json(.object(GroupWire.group(group)))
  }

  private func change(_ change: Accounts.MembershipChange) -> Route.Handler {
    { context in
      var reader = try FormReader(try await context.json())
      let people = reader.texts("user_ids").map(UserID.init)
      try reader.finish()
      let group = try await accounts.changeMembers(
        of: Self.id(context), change, people, as: try context.requireCaller())
      return Reply.json(.object(GroupWire.group(group)))
    }
  }

  @Sendable private func delete(_ context: RequestContext) async throws -> Response {
    HistoryWire.gone(try await accounts.deleteGroup(Self.id(context), as: try context.requireCaller()))
  }
}

extension GroupForm {
  init(_ body: JSON) throws(Refusal) {
    var reader = try FormReader(body)
    let name = reader.text("name")
    let description = reader.text("description")
    let parent =
      reader.has("parent_group_id") ? GroupID??.some(reader.optionalText("parent_group_id").map(GroupID.init)) : nil
    let data = body["data"].flatMap { $0.isNull ? nil : $0 }
    try reader.finish()
    var permissions: PermissionSheet??
    if let stated = body["permissions"] {
      permissions = .some(stated.isNull ? nil : try PermissionSheet(checking: stated, at: ["body", "permissions"]))
    }
    self.init(name: name, description: description, parentID: parent, data: data, permissions: permissions)
  }
}
