import Audit
import Domain
import Storage
import Synchronization
import Testing

@testable import Accounts
@testable import Registry

@Suite struct `Models as of a time` {
  @Test(arguments: [1, 2] as [UInt64])
  func `are what a replay of 2,000 changes says, for administrators and everybody else`(
    seed: UInt64
  ) async throws {
    var past = try await RandomPast(seed: seed)
    for _ in 0..<2000 { try await past.change() }
    var random = SplitMix64(seed: seed + 100)
    for _ in 0..<20 {
      let time = Timestamp(seconds: 1000 + random.below(past.now.seconds - 1000 + 2))
      let then = past.state(at: time)
      #expect(
        try await past.seen(at: time, by: .olga) == then.models.values.map(Seen.init).inOrder,
        "at \(time)")
      for name in RandomPast.people {
        let groups = past.latest.groups(of: name)
        let caller = Caller.of(name, .user, groups: groups)
        let expected = then.readable(by: name).intersection(past.latest.readable(by: name))
        let seen = try await past.seen(at: time, by: caller)
        #expect(Set(seen.map(\.id)) == expected, "\(name) at \(time)")
        #expect(seen.allSatisfy { then.models[$0.id]?.revision == $0.revision })
      }
    }
    #expect(past.refusals < 1000, "most of what is drawn happens")
  }
}

/// What is compared of a model.
private struct Seen: Equatable {
  var id: ModelID
  var revision: Int
  var snapshot: JSON.Object

  init(_ model: Model) {
    id = model.id
    revision = model.revision
    snapshot = model.snapshot
  }
}

extension [Seen] {
  fileprivate var inOrder: [Seen] { sorted { $0.id < $1.id } }
}

/// All that there was at one moment, kept by the test for itself.
private struct Moment {
  var time: Timestamp
  var models: [ModelID: Model] = [:]
  var members: [String: Set<String>] = [:]

  func groups(of person: String) -> [String] {
    members.filter { $0.value.contains(person) }.map(\.key).sorted()
  }

  func readable(by person: String) -> Set<ModelID> {
    let groups = groups(of: person)
    return Set(
      models.values.filter { model in
        model.ownerID.text == person
          || model.grants.contains { grant in
            switch grant.grantee {
            case .everyone: true
            case .user(let id): id.text == person
            case .group(let id): groups.contains(id.text)
            }
          }
      }.map(\.id))
  }
}

/// Changes of models, grants and memberships, drawn from a seed, by the use cases; and each state as it was left.
private struct RandomPast {
  static let people = ["ivan", "eva"]
  static let groups = ["team", "crew"]
  private static let ids: [ModelID] = ["p", "q", "r", "s", "t"]

  private let house: House
  private let registry: Registry
  private let accounts: Accounts
  private let clock: Clock
  private var random: SplitMix64
  private var moments: [Moment]
  private(set) var refusals = 0

  var now: Timestamp { clock.now }
  var latest: Moment { moments[moments.count - 1] }

  init(seed: UInt64) async throws {
    let (house, clock) = (try await House(), Clock())
    try await house.has(people: ["olga"] + Self.people, groups: Self.groups)
    let auditLog = AuditLog(database: house.database, softwareVersion: "9.9", now: { clock.now })
    let registry = Registry(
      database: house.database, auditLog: auditLog, isOffered: { $0 == "alpha" }, announce: { _ in }
    )
    accounts = Accounts(
      database: house.database, auditLog: auditLog, passwords: PasswordHash(log2Rounds: 10),
      secret: Reception.secret,
      sessionSeconds: 3600, signUp: .open,
      farewell: { try registry.withdraw(from: $0, heir: $1, $2, $3) },
      now: { clock.now })
    (self.house, self.registry, self.clock) = (house, registry, clock)
    random = SplitMix64(seed: seed)
    moments = [Moment(time: clock.now)]
  }

  func state(at time: Timestamp) -> Moment { moments.last { $0.time <= time } ?? moments[0] }

  func seen(at time: Timestamp, by caller: Caller) async throws -> [Seen] {
    let person =
      caller.principal.role == .admin
      ? caller.principal : try await accounts.principal(asOf: time, of: nil, as: caller)
    return try await registry.models(asOf: time, by: person, as: caller).map { Seen($0.model) }
  }

  mutating func change() async throws {
    clock.pass(random.below(3))
    var next = latest
    next.time = clock.now
    do {
      if random.chance(20) { try await changeMembers(&next) } else { try await changeModel(&next) }
      moments.append(next)
    } catch is Refusal {
      refusals += 1
    }
  }

  private mutating func changeMembers(_ next: inout Moment) async throws {
    let (group, person) = (random.pick(Self.groups), random.pick(Self.people))
    let isAdded = random.chance(50)
    _ = try await accounts.changeMembers(
      of: GroupID(group), isAdded ? .add : .remove, [UserID(person)], as: .olga)
    if isAdded {
      next.members[group, default: []].insert(person)
    } else {
      next.members[group]?.remove(person)
    }
  }

  private mutating func changeModel(_ next: inout Moment) async throws {
    let id = random.pick(Self.ids)
    let seed = JSON.int(random.below(1000))
    switch random.below(8) {
    case 0, 1:
      next.models[id] = try await registry.create(
        .preset(id, params: ["seed": seed], grants: drawGrants()), as: .olga)
    case 2:
      next.models[id] = try await registry.update(.preset(id, params: ["seed": seed]), as: .olga)
    case 3:
      next.models[id] = try await registry.setSwitch(of: id, to: .flipped, reason: nil, as: .olga)
    case 4, 5:
      next.models[id] = try await registry.share(
        id, drawGrants(), name: nil, seen: nil, reason: nil, as: .olga)
    case 6:
      if random.chance(50) {
        _ = try await registry.delete(id, reason: nil, as: .olga)
        next.models[id] = nil
      } else {
        next.models[id] = try await registry.restore(.id(id), as: nil, reason: nil, by: .olga)
      }
    default:
      let revision = 1 + random.below(max(1, next.models[id]?.revision ?? 1))
      next.models[id] = try await registry.rollBack(
        id, to: .number(revision), withGrants: random.chance(50), reason: nil, as: .olga)
    }
  }

  private mutating func drawGrants() -> [GrantForm] {
    var grants: [GrantForm] = []
    if random.chance(15) { grants.append(.readByAll) }
    for person in Self.people where random.chance(25) {
      grants.append(GrantForm(grantee: .user(UserID(person)), permission: .write))
    }
    for group in Self.groups where random.chance(40) {
      grants.append(
        GrantForm(grantee: .group(GroupID(group)), permission: random.chance(50) ? .read : .write))
    }
    return grants
  }

  private final class Clock: Sendable {
    private let seconds = Mutex(1000)
    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }
    func pass(_ more: Int) { seconds.withLock { $0 += more } }
  }
}
