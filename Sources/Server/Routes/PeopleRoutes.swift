import Accounts
import Domain
import Hummingbird
import Registry

/// Users, with the routes of Open WebUI's API.
struct PeopleRoutes {
  let accounts: Accounts
  let registry: Registry
  /// Rechecks its subscribers when the access of a user may have ended.
  let feed: LiveFeed

  var routes: [Route] {
    let root = "/api/v1/users"
    return [
      Route(.get, "\(root)/", .readPeople, "List users", list),
      Route(.get, root, .readPeople, "List users", list),
      Route(.get, "\(root)/all", .readPeople, "List all users", all),
      Route(.get, "\(root)/search", .findPeople, "Search for users to share with", search),
      Route(.get, "\(root)/groups", .readOwnRights, "List my groups", groups),
      Route(.get, "\(root)/permissions", .readOwnRights, "Get my permissions", permissions),
      Route(.get, "\(root)/default/permissions", .readPermissions, "Get the default permissions", defaultPermissions),
      Route(.post, "\(root)/default/permissions", .changePermissions, "Change the default permissions", setPermissions),
      Route(.get, "\(root)/{id}", .readPeople, "Get a user", show),
      Route(.get, "\(root)/{id}/info", .findPeople, "Get a summary of a user", info),
      Route(
        .get, "\(root)/{id}/access", .readPersonAccess, "List the models that a user can use, with the reasons", access),
      Route(
        .post, "\(root)/{id}/update", .changePeople,
        "Change the role, name, email address, image or password of a user", update),
      Route(.delete, "\(root)/{id}", .changePeople, "Remove a user", remove),
      Route(.post, "\(root)/{id}/sessions/revoke", .endSessions, "End all sessions of a user", endSessions),
    ]
  }

  private static func id(_ context: RequestContext) -> UserID { UserID(context.parameters["id"] ?? "") }

  // MARK: - Reading

  @Sendable private func list(_ context: RequestContext) async throws -> Response {
    let page = try await accounts.people(try Self.query(context, page: 1), as: try context.requireCaller())
    return Reply.json([
      "users": .array(page.people.map(PeopleWire.userWithGroups)), "total": .int(page.total),
    ])
  }

  @Sendable private func all(_ context: RequestContext) async throws -> Response {
    let page = try await accounts.people(PeopleQuery(page: nil), as: try context.requireCaller())
    return Reply.json(PeopleWire.infos(page))
  }

  @Sendable private func search(_ context: RequestContext) async throws -> Response {
    let page = try await accounts.people(
      try Self.query(context, page: 1), for: .findPeople, as: try context.requireCaller())
    return Reply.json(PeopleWire.infos(page))
  }

  private static func query(_ context: RequestContext, page: Int) throws -> PeopleQuery {
    let query = context.query
    return PeopleQuery(
      text: query["query"], order: try query.choice("order_by", default: .creation),
      isAscending: query["direction"] == "asc", page: try query.int("page", default: page, in: 1...1_000_000))
  }

  @Sendable private func show(_ context: RequestContext) async throws -> Response {
    Reply.json(PeopleWire.userWithGroups(try await accounts.person(Self.id(context), as: try context.requireCaller())))
  }

  @Sendable private func info(_ context: RequestContext) async throws -> Response {
    Reply.json(
      PeopleWire.info(try await accounts.person(Self.id(context), for: .findPeople, as: try context.requireCaller())))
  }

  @Sendable private func access(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let page = try context.query.int("page", default: 1, in: 1...1_000_000)
    let rights = try await accounts.rights(of: Self.id(context), as: caller)
    let found = try await registry.models(accessibleTo: rights.principal, page: page, as: caller)
    return Reply.json(AccessWire.models(found.models, total: found.total, of: rights))
  }

  @Sendable private func groups(_ context: RequestContext) async throws -> Response {
    let inherited = context.query["include_inherited"] == "true"
    let memberships = try await accounts.memberships(inherited: inherited, as: try context.requireCaller())
    return Reply.json(.array(memberships.map { GroupWire.membership($0, saysWhich: inherited) }))
  }

  @Sendable private func permissions(_ context: RequestContext) async throws -> Response {
    Reply.json(.object(try await accounts.permissions(as: try context.requireCaller()).sections))
  }

  @Sendable private func defaultPermissions(_ context: RequestContext) async throws -> Response {
    Reply.json(.object(try await accounts.defaultPermissions(as: try context.requireCaller()).sections))
  }

  // MARK: - Changing

  @Sendable private func setPermissions(_ context: RequestContext) async throws -> Response {
    let sheet = try PermissionSheet(checking: try await context.json(), at: ["body"])
    return Reply.json(
      .object(try await accounts.setDefaultPermissions(sheet, as: try context.requireCaller()).sections))
  }

  @Sendable private func update(_ context: RequestContext) async throws -> Response {
    var reader = try FormReader(try await context.json())
    let form = PersonForm(
      name: reader.optionalText("name"), email: reader.optionalText("email"),
      role: reader.optionalChoice("role", of: Role.self), profileImageURL: reader.optionalText("profile_image_url"),
      password: reader.optionalText("password"))
    try reader.finish()
    let account = try await accounts.updatePerson(Self.id(context), form, as: try context.requireCaller())
    feed.recheckAccess()
    return Reply.json(.object(PeopleWire.user(account)))
  }

  @Sendable private func remove(_ context: RequestContext) async throws -> Response {
    let token = try await accounts.removePerson(Self.id(context), as: try context.requireCaller())
    feed.recheckAccess()
    return HistoryWire.gone(token)
  }

  @Sendable private func endSessions(_ context: RequestContext) async throws -> Response {
    let count = try await accounts.endSessions(of: Self.id(context), as: try context.requireCaller())
    if count > 0 { feed.recheckAccess() }
    return Reply.json(true)
  }
}
