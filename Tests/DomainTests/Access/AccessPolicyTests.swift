import Testing

@testable import Domain

/// Those who come to one model of Olga's.
private enum Guest: CaseIterable {
  case guest, admin, owner, pendingOwner, stranger, pendingReader
  case reader, writer, readerByGroup, writerByGroup, otherGroup, readerOfEverything, writerOfEverything

  var principal: Principal {
    let role: Role =
      switch self {
      case .guest, .pendingReader, .pendingOwner: .pending
      case .admin: .admin
      default: .user
      }
    let groups: [GroupID] =
      switch self {
      case .readerByGroup, .writerByGroup: [GroupID("team")]
      case .otherGroup: [GroupID("others")]
      default: []
      }
    let isOwner = self == .owner || self == .pendingOwner
    return Principal(
      id: UserID(isOwner ? "olga" : "guest"), name: "V", email: "v@example.org", role: role, groups: groups,
      permissions: Set(Permission.allCases))
  }

  var grants: [Grant] {
    switch self {
    case .guest, .admin, .owner, .pendingOwner, .stranger: []
    case .reader, .pendingReader: [.of(.user(UserID("guest")))]
    case .writer: [.of(.user(UserID("guest")), .write)]
    case .readerByGroup, .otherGroup: [.of(.group(GroupID("team")))]
    case .writerByGroup: [.of(.group(GroupID("team")), .write)]
    case .readerOfEverything: [.of(.everyone)]
    case .writerOfEverything: [.of(.everyone, .write)]
    }
  }

  /// What is expected of a preset; `nil`: may not even know that it is there.
  var right: Grant.Permission? {
    switch self {
    case .guest, .pendingOwner, .pendingReader, .stranger, .otherGroup: nil
    case .reader, .readerByGroup, .readerOfEverything: .read
    case .admin, .owner, .writer, .writerByGroup, .writerOfEverything: .write
    }
  }

  /// Of a base model: nobody but administrators writes it, and owning it gives nothing.
  var rightOnBase: Grant.Permission? {
    switch self {
    case .admin: .write
    case .owner: nil
    default: right == nil ? nil : .read
    }
  }
}

private let reading: [Action] = [.readModel, .useModel]
private let writing: [Action] = [.updateModel, .switchModel, .deleteModel, .shareModel, .readModelAccess]

@Suite struct `The policy` {
  private func facts(_ guest: Guest, isBaseModel: Bool) -> ModelFacts {
    ModelFacts(id: ModelID(stored: "m"), ownerID: UserID("olga"), isBaseModel: isBaseModel, grants: guest.grants)
  }

  @Test(arguments: Guest.allCases, reading + writing)
  private func `decides on a model for`(_ guest: Guest, _ action: Action) {
    for isBaseModel in [false, true] {
      let right = isBaseModel ? guest.rightOnBase : guest.right
      let expected: AccessPolicy.Decision =
        switch (guest.principal.role, right) {
        case (.pending, _): .refused(.prohibited)
        case (_, nil): .refused(.modelNotFound)
        case (_, .write): .allowed
        case (_, .read): reading.contains(action) ? .allowed : .refused(.notYours)
        }
      let model = facts(guest, isBaseModel: isBaseModel)
      #expect(AccessPolicy.decide(action, on: model, by: guest.principal) == expected, "base: \(isBaseModel)")
    }
  }

  @Test(arguments: Guest.allCases, reading + writing)
  private func `answers for a nonexistent model as for one that may not be read`(_ guest: Guest, _ action: Action) {
    let isPending = guest.principal.role == .pending
    #expect(
      AccessPolicy.decide(action, on: nil, by: guest.principal)
        == .refused(isPending ? .prohibited : .modelNotFound))
  }

  @Test(arguments: Role.allCases, Action.allCases)
  func `allows no action to callers outside its audience`(_ role: Role, _ action: Action) {
    let principal = Principal(
      id: UserID("guest"), name: "V", email: "", role: role, permissions: Set(Permission.allCases))
    let isAdmitted =
      switch action.audience {
      case .anyone, .accountHolder: true
      case .member: role != .pending
      case .administrator: role == .admin
      }
    #expect(AccessPolicy.decide(action, by: principal) == (isAdmitted ? .allowed : .refused(.prohibited)))
    let caller = Caller(
      principal: principal, origin: Origin(requestID: "r", address: nil), authentication: .session)
    #expect(AccessPolicy.decide(entering: action, by: caller) == (isAdmitted ? .allowed : .refused(.prohibited)))
  }

  @Test(arguments: [
    (Action.createModel, Permission.makeModels), (.createKey, .makeKeys), (.findPeople, .shareModels),
  ])
  func `asks users for a permission, and administrators for none`(_ action: Action, _ permission: Permission) {
    func decision(_ role: Role, _ permissions: Set<Permission>) -> AccessPolicy.Decision {
      AccessPolicy.decide(
        action, by: Principal(id: UserID("v"), name: "V", email: "", role: role, permissions: permissions))
    }
    #expect(decision(.user, [permission]) == .allowed)
    #expect(decision(.user, Set(Permission.allCases).subtracting([permission])) == .refused(.prohibited))
    #expect(decision(.admin, []) == .allowed)
    #expect(decision(.pending, Set(Permission.allCases)) == .refused(.prohibited))
  }

  @Test func `shows users their own data, and others nothing`() {
    func decision(_ id: String, _ role: Role) -> AccessPolicy.Decision {
      AccessPolicy.decide(
        .readPersonAccess, on: UserID("eva"), by: Principal(id: UserID(id), name: "", email: "", role: role))
    }
    #expect(decision("eva", .user) == .allowed)
    #expect(decision("olga", .admin) == .allowed)
    #expect(decision("ivan", .user) == .refused(.personNotFound))
    #expect(decision("eva", .pending) == .refused(.prohibited))
  }

  @Test func `distinguishes names that only look alike`() {
    let grants: [Grant] = [.of(.user(UserID("\u{e9}"))), .of(.group(GroupID("\u{e9}quipe")))]
    let model = ModelFacts(id: ModelID(stored: "m"), ownerID: UserID("o"), isBaseModel: false, grants: grants)
    for (id, group, mayRead) in [
      ("\u{e9}", "", true), ("x", "\u{e9}quipe", true), ("e\u{301}", "", false),
      ("x", "e\u{301}quipe", false),
    ] {
      let principal = Principal(
        id: UserID(id), name: "", email: "", role: .user, groups: [GroupID(group)])
      #expect(
        AccessPolicy.decide(.readModel, on: model, by: principal)
          == (mayRead ? .allowed : .refused(.modelNotFound)), "\(id) \(group)")
    }
  }

  @Test func `gives every reason for access, each with its permission`() {
    let both: [Grant] = [.of(.user(UserID("olga"))), .of(.everyone, .write)]
    var model = ModelFacts(id: ModelID(stored: "m"), ownerID: UserID("olga"), isBaseModel: false, grants: both)
    let olga = Principal(id: UserID("olga"), name: "", email: "", role: .admin)
    #expect(
      AccessPolicy.grounds(for: olga, on: model) == [.administrator, .owner, .grant(both[0]), .grant(both[1])])
    model.isBaseModel = true
    #expect(AccessPolicy.grounds(for: olga, on: model).map(\.permission) == [.write, .read, .read])
  }
}

@Suite struct `A key` {
  private func principal(_ role: Role = .admin, models: [String]? = nil, isReadOnly: Bool = false) -> Principal {
    Principal(
      id: UserID("olga"), name: "", email: "", role: role, permissions: Set(Permission.allCases),
      limits: KeyLimits(models: models?.map(ModelPattern.init), isReadOnly: isReadOnly))
  }

  private let model = ModelFacts(
    id: ModelID(stored: "team/poet"), ownerID: UserID("olga"), isBaseModel: false, grants: [])

  @Test(arguments: Action.allCases)
  func `that may only read changes nothing`(_ action: Action) {
    let decision = AccessPolicy.decide(action, by: principal(isReadOnly: true))
    #expect(decision == (action.isChange ? .refused(.readOnlyKey) : .allowed))
    let caller = Caller(
      principal: principal(isReadOnly: true), origin: Origin(requestID: "r", address: nil), authentication: .session)
    #expect(AccessPolicy.decide(entering: action, by: caller) == decision)
    if writing.contains(action) {
      #expect(
        AccessPolicy.decide(action, on: model, by: principal(isReadOnly: true)) == decision)
    }
  }

  @Test(arguments: Action.allCases)
  func `that is limited to certain models gives access to nothing else`(_ action: Action) {
    let decision = AccessPolicy.decide(action, by: principal(models: ["team/*"]))
    #expect(decision == (action.isWithinModels ? .allowed : .refused(.narrowKey)))
  }

  @Test(arguments: Role.allCases, reading + writing)
  func `makes all other models unknown`(_ role: Role, _ action: Action) {
    guard role != .pending else { return }
    #expect(AccessPolicy.decide(action, on: model, by: principal(role, models: ["team/*"])) == .allowed)
    #expect(
      AccessPolicy.decide(action, on: model, by: principal(role, models: ["other/*"])) == .refused(.modelNotFound))
    #expect(AccessPolicy.decide(creating: model.id, by: principal(role, models: ["other/*"])) == .refused(.narrowKey))
  }

  @Test(arguments: Action.allCases.filter(\.needsSession))
  func `does not stand for the person themself`(_ action: Action) {
    for (authentication, expected) in [
      (Caller.Authentication.key, AccessPolicy.Decision.refused(.needsSession)), (.session, .allowed),
    ] {
      var olga = principal()
      olga.limits = nil
      let caller = Caller(
        principal: olga, origin: Origin(requestID: "r", address: nil), authentication: authentication)
      #expect(AccessPolicy.decide(entering: action, by: caller) == expected)
    }
  }

  @Test(arguments: [
    ("*", "anything", true), ("a*", "alpha", true), ("a*", "beta", false), ("*a", "alpha", true),
    ("*b", "alpha", false),
    ("a*b*c", "aXbYc", true), ("a*b*c", "abc", true), ("a*b*c", "acb", false), ("alpha", "alpha", true),
    ("alpha", "alphabet", false), ("**", "x", true), ("org/*:7b", "org/m:7b", true), ("org/?", "org/x", false),
    ("[a]", "a", false), ("[a]", "[a]", true), ("\u{e9}*", "e\u{301}x", false), ("*ab", "aab", true), ("a", "", false),
  ])
  func `matches any characters with a star, and everything else literally`(pattern: String, id: String, matches: Bool) {
    #expect(ModelPattern(pattern).matches(ModelID(stored: id)) == matches)
  }
}
