import Audit
import Domain
import Storage
import Synchronization
import Testing

@testable import Accounts
@testable import Registry

/// Changes of models, grants and memberships, drawn from a seed and made by the use cases; beside them a naive account
/// of what should come of each, refusals included.
struct RandomHistory {
  private static let presets: [ModelID] = ["p", "q", "r", "s", "t"]

  private let instance: TestInstance
  private let registry: Registry
  private let accounts: Accounts
  private let clock: Clock
  private var random: SplitMix64
  private var states: [ReferenceHistory]
  private var tokens: [String] = []
  /// When somebody moved in or out of a group.
  private(set) var moves: [Timestamp] = []

  var now: Timestamp { clock.now }
  var latest: ReferenceHistory { states[states.count - 1] }
  /// That happened: revisions of models, and people who moved in or out of a group.
  var changes: Int { latest.revisions + moves.count }

  init(seed: UInt64) async throws {
    let (instance, clock) = (try await TestInstance(), Clock())
    try await instance.has(people: ["olga"] + ReferenceHistory.people, groups: ReferenceHistory.groups)
    try await instance.auditLog.writeWithoutEntry { connection in
      try connection.execute("UPDATE user_group SET parent_group_id = 'instance' WHERE id = 'team'")
    }
    let auditLog = AuditLog(database: instance.database, softwareVersion: "9.9", now: { clock.now })
    let registry = Registry(
      database: instance.database, auditLog: auditLog, isAvailable: { $0 == "alpha" },
      restoreRemoved: Accounts.restoreRemoved,
      announce: { _ in })
    accounts = Accounts(
      database: instance.database, auditLog: auditLog, passwords: PasswordHash(log2Rounds: 10),
      secret: AccountsFixture.secret,
      sessionSeconds: 3600, signUp: .open, revokeGrants: { try registry.revokeGrants(of: $0, newOwner: $1, $2, $3) },
      now: { clock.now })
    (self.instance, self.registry, self.clock) = (instance, registry, clock)
    random = SplitMix64(seed: seed)
    states = [ReferenceHistory(time: clock.now)]
  }

  func state(at time: Timestamp) -> ReferenceHistory { states.last { $0.time <= time } ?? states[0] }

  func caller(_ person: String) -> Caller {
    person == "olga" ? .olga : .of(person, .user, groups: latest.groups(of: person).sorted(), may: [.makeModels])
  }

  func seen(at time: Timestamp, by caller: Caller) async throws -> [ModelID: NaiveModel] {
    let person =
      caller == .olga ? caller.principal : try await accounts.principal(asOf: time, of: nil, as: caller)
    let seen = try await registry.models(asOf: time, by: person, as: caller)
    return Dictionary(uniqueKeysWithValues: seen.map { ($0.model.id, NaiveModel($0.model)) })
  }

  // MARK: - One step

  /// Draws something and does it both ways: both do it, or both refuse.
  mutating func step() async throws {
    clock.pass(random.below(3))
    var next = latest
    next.time = clock.now
    let id = random.chance(15) ? "alpha" : random.pick(Self.presets)
    switch random.below(12) {
    case 0: try await create(id, &next)
    case 1, 2:
      let seed = random.below(6)
      try await both(
        &next, { try $0.edit(id) { $0.seed = seed } },
        real: { past in
          _ = try await past.registry.update(
            ModelForm(id: id, name: "x", content: ModelContent(params: ["seed": .int(seed)])), as: .olga)
        })
    case 3:
      try await both(
        &next, { try $0.edit(id) { $0.isActive.toggle() } },
        real: { past in
          _ = try await past.registry.setActive(id, to: .flipped, reason: nil, as: .olga)
        })
    case 4: try await share(id, &next)
    case 5: try await rollBack(id, &next)
    case 6: try await delete(random.pick(Self.presets), &next)
    case 7:
      try await both(
        &next, { try $0.restore(id) },
        real: { past in
          _ = try await past.registry.restore(.id(id), as: nil, reason: nil, by: .olga)
        })
    case 8: try await actOnMany(&next)
    case 9: try await undo(&next)
    default: try await move(&next)
    }
    states.append(next)
  }

  /// - Returns: whether it was done.
  @discardableResult
  private mutating func both(
    _ next: inout ReferenceHistory, _ naive: (inout ReferenceHistory) throws -> Void,
    real: (RandomHistory) async throws -> Void
  ) async throws -> Bool {
    var attempt = next
    let isExpected = (try? naive(&attempt)) != nil
    do {
      try await real(self)
      #expect(isExpected, "was done")
    } catch let refusal as Refusal {
      #expect(!isExpected, "\(refusal)")
    }
    if isExpected { next = attempt }
    return isExpected
  }

  private mutating func create(_ id: ModelID, _ next: inout ReferenceHistory) async throws {
    let owner = random.chance(40) ? random.pick(ReferenceHistory.people) : "olga"
    let grants = owner == "olga" ? drawGrants(on: id) : []
    let seed = random.below(6)
    let base: ModelID? = id == "alpha" ? nil : "alpha"
    try await both(
      &next, { try $0.create(id, by: owner, on: base, seed: seed, Set(grants)) },
      real: { past in
        _ = try await past.registry.create(
          ModelForm(
            id: id, name: "x", content: ModelContent(params: ["seed": .int(seed)]), baseModelID: .some(base),
            grants: grants), as: past.caller(owner))
      })
  }

  private mutating func share(_ id: ModelID, _ next: inout ReferenceHistory) async throws {
    // Sharing a base model that is only available would register it: a story of its own.
    guard next.models[id] != nil else { return }
    let grants = drawGrants(on: id)
    try await both(
      &next, { try $0.edit(id) { $0.grants = Set(grants) } },
      real: { past in
        _ = try await past.registry.share(id, grants, name: nil, seen: nil, reason: nil, as: .olga)
      })
  }

  private mutating func rollBack(_ id: ModelID, _ next: inout ReferenceHistory) async throws {
    let revision = 1 + random.below((next.models[id]?.revision ?? 1) + 1)
    let withGrants = random.chance(50)
    try await both(
      &next, { try $0.rollBack(id, to: revision, withGrants: withGrants) },
      real: { past in
        _ = try await past.registry.rollBack(
          id, to: .number(revision), withGrants: withGrants, reason: nil, as: .olga)
      })
  }

  /// Gives its token, too, so that it is undone later.
  private mutating func delete(_ id: ModelID, _ next: inout ReferenceHistory) async throws {
    let token = Found()
    let isDone = try await both(
      &next, { _ = try $0.act([id], nil) },
      real: { past in
        token.text = try await past.registry.delete(id, reason: nil, as: .olga)?.text
      })
    if isDone { tokens.append(try #require(token.text)) }
  }

  private mutating func actOnMany(_ next: inout ReferenceHistory) async throws {
    let ids = Self.presets.filter { next.models[$0] != nil && random.chance(50) }
    let bulk: BulkChange
    let naive: ((inout NaiveModel) -> Void)?
    switch random.below(4) {
    case 0: (bulk, naive) = (.delete(.refuse), nil)
    case 1: (bulk, naive) = (.edit(.deactivate), { $0.isActive = false })
    case 2: (bulk, naive) = (.edit(.activate), { $0.isActive = true })
    default:
      let grants = drawGrants(on: "p")
      (bulk, naive) = (.edit(.addGrants(grants)), { $0.grants.formUnion(grants) })
    }
    let (token, before) = (Found(), next.acts.count)
    try await both(
      &next, { _ = try $0.act(ids, naive) },
      real: { past in
        token.text = try await past.registry.change(.ids(ids), bulk, reason: nil, as: .olga).undo?.text
      })
    #expect((token.text != nil) == (next.acts.count > before), "there is a token where there is something to undo")
    if let text = token.text { tokens.append(text) }
  }

  private mutating func undo(_ next: inout ReferenceHistory) async throws {
    guard !tokens.isEmpty else { return }
    // Mostly of late ones, or something nearly always came in between.
    let place = random.chance(70) ? tokens.count - 1 : random.below(tokens.count)
    let (token, text, before) = (Found(), tokens[place], next.acts.count)
    try await both(
      &next, { _ = try $0.undo(place) },
      real: { past in
        token.text = try await past.registry.undo(text, reason: nil, as: .olga).undo?.text
      })
    #expect((token.text != nil) == (next.acts.count > before))
    if let text = token.text { tokens.append(text) }
  }

  private mutating func move(_ next: inout ReferenceHistory) async throws {
    let (group, person, isIn) = (
      random.pick(ReferenceHistory.groups), random.pick(ReferenceHistory.people), random.chance(60)
    )
    let before = next.members
    try await both(
      &next, { $0.move(person, isIn, group) },
      real: { past in
        _ = try await past.accounts.changeMembers(
          of: GroupID(group), isIn ? .add : .remove, [UserID(person)], as: .olga)
      })
    if next.members != before { moves.append(clock.now) }
  }

  /// On base models only to read: more is refused.
  private mutating func drawGrants(on id: ModelID) -> [GrantForm] {
    func permission() -> Grant.Permission { id == "alpha" || random.chance(50) ? .read : .write }
    var grants: [GrantForm] = []
    if random.chance(id == "alpha" ? 60 : 15) { grants.append(.readByAll) }
    for person in ReferenceHistory.people where random.chance(25) {
      grants.append(GrantForm(grantee: .user(UserID(person)), permission: permission()))
    }
    for group in ReferenceHistory.groups where random.chance(30) {
      grants.append(GrantForm(grantee: .group(GroupID(group)), permission: permission()))
    }
    return grants
  }

  /// What a step has found out, brought out of it.
  private final class Found {
    var text: String?
  }

  private final class Clock: Sendable {
    private let seconds = Mutex(1000)
    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    func pass(_ more: Int) { seconds.withLock { $0 += more } }
  }
}

extension NaiveModel {
  init(_ model: Model) {
    self.init(
      owner: model.ownerID.text, base: model.baseModelID, seed: model.content.params["seed"]?.int,
      isActive: model.isActive,
      grants: Set(model.grants.map { GrantForm(grantee: $0.grantee, permission: $0.permission) }),
      revision: model.revision)
  }
}
