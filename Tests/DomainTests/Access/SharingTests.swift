import Testing

@testable import Domain

@Suite struct `Sharing` {
  private func principal(
    _ permissions: Set<Permission>, role: Role = .user, groups: [String] = []
  ) -> Principal {
    Principal(
      id: UserID("ivan"), name: "Ivan", email: "", role: role, groups: groups.map(GroupID.init),
      permissions: permissions)
  }

  private func proposed(
    _ grantee: Grant.Grantee, _ name: String, _ sharing: GroupSharing = .members
  ) -> ProposedGrant {
    ProposedGrant(GrantForm(grantee: grantee, permission: .read), name: name, sharing: sharing)
  }

  private var everyone: ProposedGrant { proposed(.everyone, "everyone") }
  private var eva: ProposedGrant { proposed(.user(UserID("eva")), "Eva") }
  private func team(_ sharing: GroupSharing) -> ProposedGrant { proposed(.group(GroupID("team")), "the team", sharing) }

  @Test func `with everyone needs the one permission for it`() {
    #expect(AccessPolicy.decide(adding: [everyone], by: principal([.sharePublicly])) == .allowed)
    #expect(
      AccessPolicy.decide(adding: [everyone], by: principal([.shareModels, .grantToUsers, .grantToGroups]))
        == .refused(.beyondYours(["everyone (needs sharing.public_models)"])))
  }

  @Test func `with a person needs two permissions`() {
    #expect(AccessPolicy.decide(adding: [eva], by: principal([.shareModels, .grantToUsers])) == .allowed)
    #expect(
      AccessPolicy.decide(adding: [eva], by: principal([]))
        == .refused(.beyondYours(["Eva (needs sharing.models and access_grants.allow_users)"])))
  }

  @Test(arguments: [
    (GroupSharing.members, ["team"], true), (.members, ["other"], false), (.everyone, [], true),
    (.nobody, ["team"], false),
  ])
  func `with a group needs the group's leave, too`(sharing: GroupSharing, groups: [String], isAllowed: Bool) {
    let ivan = principal([.shareModels, .grantToGroups], groups: groups)
    #expect(
      AccessPolicy.decide(adding: [team(sharing)], by: ivan)
        == (isAllowed ? .allowed : .refused(.beyondYours(["the team (you cannot share with this group)"]))))
    let unpermitted = principal([.shareModels], groups: groups)
    #expect(
      AccessPolicy.decide(adding: [team(sharing)], by: unpermitted)
        == .refused(.beyondYours(["the team (needs access_grants.allow_groups)"])))
  }

  @Test func `names all that is beyond one's rights at once`() {
    guard
      case .refused(let refusal) = AccessPolicy.decide(
        adding: [everyone, eva, team(.nobody)], by: principal([.shareModels, .grantToUsers, .grantToGroups]))
    else { return #expect(Bool(false), "a refusal expected") }
    #expect(
      refusal.detail
        == "You do not have permission to share with the requested audience: everyone (needs sharing.public_models), "
        + "the team (you cannot share with this group).")
  }

  @Test func `asks administrators for nothing`() {
    #expect(AccessPolicy.decide(adding: [everyone, eva, team(.nobody)], by: principal([], role: .admin)) == .allowed)
  }

  @Test func `does not let writers lock themselves out`() {
    let write = Grant.of(.user(UserID("ivan")), .write)
    let model = ModelFacts(id: ModelID(stored: "m"), ownerID: UserID("olga"), isBaseModel: false, grants: [write])
    func decision(_ grants: [Grant], _ principal: Principal) -> AccessPolicy.Decision {
      AccessPolicy.decide(changingGrantsOf: model, to: grants, by: principal)
    }
    #expect(decision([], principal([])) == .refused(.locksYouOut))
    #expect(decision([.of(.everyone, .write)], principal([])) == .allowed)
    #expect(decision([], principal([], role: .admin)) == .allowed)
    let olga = Principal(id: UserID("olga"), name: "", email: "", role: .user)
    #expect(decision([], olga) == .allowed)
  }

  @Test(arguments: [
    (#"{"config": {"share": "members"}}"#, GroupSharing.members), (#"{"config": {"share": true}}"#, .everyone),
    (#"{"config": {"share": false}}"#, .nobody), ("{}", .members), ("null", .members),
  ])
  func `with a group is as open as its data say`(data: String, sharing: GroupSharing) throws {
    #expect(GroupSharing(try JSON(parsing: data)) == sharing)
  }
}

@Suite struct `A set of permissions` {
  private let base = PermissionSheet(["a": ["x": true, "y": false], "b": ["z": false]])

  @Test func `combines to the most permissive`() {
    let other = PermissionSheet(["a": ["x": false, "y": true], "c": ["own": true]])
    #expect(
      base.mostPermissive(with: other)
        == PermissionSheet(["a": ["x": true, "y": true], "b": ["z": false], "c": ["own": true]]))
  }

  @Test func `is overridden value by value, and says what changed`() {
    let changed = base.overridden(by: PermissionSheet(["a": ["x": false], "b": ["new": true]]))
    #expect(changed == PermissionSheet(["a": ["x": false, "y": false], "b": ["z": false, "new": true]]))
    #expect(
      base.changes(to: changed) == [
        FieldChange("a.x", before: true, after: false), FieldChange("b.new", before: nil, after: true),
      ])
  }

  @Test(arguments: [
    (#"{"workspace": {"models": 1}}"#, ["body", "workspace", "models"]),
    (#"{"workspace": true}"#, ["body", "workspace"]),
    ("[]", ["body"]),
  ])
  func `is refused where it holds something else than booleans`(text: String, location: [String]) throws {
    let json = try JSON(parsing: text)
    let refusal = #expect(throws: Refusal.self) { try PermissionSheet(checking: json, at: ["body"]) }
    #expect(refusal?.fields.map(\.location) == [location])
  }

  @Test func `has a place for every permission with a rule, and keys are allowed at first`() {
    #expect(PermissionSheet.standard.withAllOfMuster.allowed == Set(Permission.allCases))
    #expect(PermissionSheet.standard.allowed == [.grantToUsers, .grantToGroups, .makeKeys])
    #expect(
      PermissionSheet.standard.withAllOfMuster.sections.keys == PermissionSheet.standard.sections.keys)
  }
}
