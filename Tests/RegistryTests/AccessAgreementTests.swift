import Domain
import Effort
import Storage
import Testing

@testable import Accounts
@testable import Registry

/// The policy as a function and the policy as SQL say the same, in worlds drawn from seeds.
@Suite struct `The policy and its SQL` {
  private static let batches = 20
  private static let worldsInEach = Effort.cases(25)

  @Test(arguments: 0..<batches)
  func `agree in every random world, for every user and every action`(_ batch: Int) async throws {
    let fixture = try await AccountsFixture()
    for number in 0..<Self.worldsInEach {
      let seed = UInt64(batch * Self.worldsInEach + number)
      let world = RandomWorld(seed: seed)
      try await fixture.instance.auditLog.writeWithoutEntry { connection in
        try world.write(connection)
        try world.bury(as: 2 + number, connection)
      }
      try await check(world, seed, fixture)
    }
  }

  private func check(_ world: RandomWorld, _ seed: UInt64, _ fixture: AccountsFixture) async throws {
    var random = SplitMix64(seed: seed &+ 1_000_000)
    for person in world.people {
      let principal = try fixture.instance.database.lookUp { connection -> Principal in
        guard let account = try Account.find(person.id, connection) else { throw Refusal.personNotFound }
        return try Accounts.principal(of: account, connection)
      }
      if person.role != .pending {
        #expect(Set(principal.groups) == world.groups(of: person), "seed \(seed), \(person.id)")
      }
      var narrowed = principal
      narrowed.limits = RandomWorld.drawLimits(&random)
      for someone in [principal, narrowed] { try await check(world, seed, someone, fixture.instance) }
    }
    try await checkAudiences(of: world, seed, fixture)
    try await checkDesiredStates(of: world, seed, fixture.instance)
  }

  /// A base model should be loaded while a model on it is open.
  private func checkDesiredStates(of world: RandomWorld, _ seed: UInt64, _ instance: TestInstance) async throws {
    let open = Set(world.models.filter { world.decisionToOpen($0) == .allowed }.map(\.weights))
    let weights = Set(world.models.map(\.weights))
    let some = try await instance.database.read { try DesiredState.of(weights, asOf: 0, $0) }
    #expect(Set(some.keys) == weights, "seed \(seed)")
    #expect(Set(some.values.filter(\.isDesired).map(\.baseModel)) == open, "seed \(seed)")
    let all = try await instance.registry.desiredStates()
    #expect(Set(all.all.filter(\.isDesired).map(\.baseModel)) == open, "seed \(seed)")
  }

  private func check(_ world: RandomWorld, _ seed: UInt64, _ principal: Principal, _ instance: TestInstance)
    async throws
  {
    try checkBin(of: world, seed, principal, instance)
    for (permission, action) in [
      (Grant.Permission.read, Action.readModel), (.read, .useModel), (.write, .readModelAccess),
    ] {
      let allowed = world.models.filter {
        AccessPolicy.decide(action, on: ModelFacts($0), by: principal) == .allowed
      }.map(\.id).sorted()
      let predicate = AccessSQL.allows(permission, to: principal)
      let found = try instance.database.lookUp { connection in
        try connection.query("SELECT id FROM model WHERE \(predicate)") { ModelID(stored: try $0.text("id")) }
      }
      #expect(found.sorted() == allowed, "seed \(seed), \(action), \(principal)")
      if action == .readModel { try await checkReading(allowed, of: world, seed, principal, instance) }
    }
  }

  /// Deleted models can be restored by users who could change them.
  private func checkBin(of world: RandomWorld, _ seed: UInt64, _ principal: Principal, _ instance: TestInstance) throws
  {
    let allowed = world.models.filter {
      AccessPolicy.decide(.restoreModel, on: ModelFacts($0), by: principal) == .allowed
        || principal.limits?.isReadOnly == true && AccessPolicy.mayWrite(ModelFacts($0), principal)
    }.map(\.id).sorted()
    let found = try instance.database.lookUp { connection in
      try connection.query("SELECT model_id FROM model_bin WHERE \(AccessSQL.allowsRestoring(to: principal))") {
        ModelID(stored: try $0.text("model_id"))
      }
    }
    #expect(found.sorted() == allowed, "seed \(seed), the bin, \(principal)")
  }

  /// What the use cases give is what the policy allows.
  private func checkReading(
    _ allowed: [ModelID], of world: RandomWorld, _ seed: UInt64, _ principal: Principal, _ instance: TestInstance
  ) async throws {
    let caller = Caller(
      principal: principal, origin: Origin(requestID: "r", address: nil), authentication: .session)
    let listed = try? await instance.registry.list(
      ModelListQuery(kind: .all, order: .name, isAscending: true, limit: 200), as: caller)
    #expect((listed?.models.map(\.model.id) ?? []).sorted() == allowed, "seed \(seed), \(principal)")
    #expect(listed?.total ?? 0 == allowed.count)
    for model in world.models {
      let decision: AccessPolicy.Decision =
        switch try instance.registry.admit(to: model.id.text, { _ in caller }) {
        case .admitted: .allowed
        case .refused(let refusal, _): .refused(refusal)
        }
      let expected: AccessPolicy.Decision =
        if principal.role == .pending {
          .refused(.prohibited)
        } else if allowed.contains(model.id) {
          world.decisionToOpen(model)
        } else {
          .refused(.noSuchModel(model.id.text))
        }
      #expect(decision == expected, "seed \(seed), \(principal) \(model.id)")
    }
    let open = world.models.filter { allowed.contains($0.id) && world.decisionToOpen($0) == .allowed }.map(\.id)
    let names = (try? await instance.registry.openModelNames(as: caller)) ?? []
    #expect(names.map(\.id) == open.sorted(), "seed \(seed), \(principal)")
  }

  /// Who may read a model, asked from the model's side and from the person's.
  private func checkAudiences(of world: RandomWorld, _ seed: UInt64, _ fixture: AccountsFixture) async throws {
    var readable: [UserID: Set<ModelID>] = [:]
    for model in world.models {
      let audience = try await fixture.accounts.audience(of: ModelFacts(model), page: 1)
      #expect(audience.total == audience.people.count)
      for (rights, grounds) in audience.people {
        #expect(grounds == AccessPolicy.grounds(for: rights.principal, on: ModelFacts(model)))
        #expect(!grounds.isEmpty, "seed \(seed), \(model.id), \(rights.principal.id)")
        readable[rights.principal.id, default: []].insert(model.id)
      }
    }
    for person in world.people {
      let rights = try await fixture.accounts.rights(of: person.id, as: .olga)
      let allowed = world.models.filter { AccessPolicy.mayRead(ModelFacts($0), rights.principal) }.map(\.id)
      #expect(readable[person.id] ?? [] == Set(allowed), "seed \(seed), \(person.id)")
      let accessible = try await fixture.instance.registry.models(accessibleTo: rights.principal, page: 1, as: .olga)
      #expect(Set(accessible.models.map(\.id)) == Set(allowed), "seed \(seed), \(person.id)")
      #expect(Set(rights.groups.keys) == world.groups(of: person), "seed \(seed), \(person.id)")
    }
  }
}
