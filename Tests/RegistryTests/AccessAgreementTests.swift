import Domain
import Storage
import Testing

@testable import Registry

/// The policy as a function and the policy as SQL say the same, in worlds drawn from seeds.
@Suite struct `The policy and its SQL` {
  private static let people = ["ivan", "eva", "\u{e9}ric", "e\u{301}ric", "*"]
  private static let groups = ["team", "Team", "\u{e9}quipe", "e\u{301}quipe", "*"]

  @Test(arguments: 0..<25)
  func `agree on what each person may read`(_ seed: Int) async throws {
    var random = SplitMix64(seed: UInt64(seed))
    let house = try await House()
    var models: [Model] = []
    for number in 0..<random.below(12) {
      let id = ModelID(stored: "m\(number)")
      let form = ModelForm.preset(id, grants: Self.grants(&random))
      models.append(try await house.registry.create(form, as: .olga))
    }
    for id in Self.people {
      let role: Role = random.chance(10) ? .admin : random.chance(10) ? .pending : .user
      let caller = Caller.of(id, role, groups: Self.groups.filter { _ in random.chance(40) })
      let allowed = models.filter {
        AccessPolicy.decide(.readModel, on: ModelFacts($0), by: caller.principal) == .allowed
      }.map(\.id)
      let listed = try? await house.registry.list(
        ModelListQuery(kind: .all, order: .name, isAscending: true, limit: 200), as: caller)
      #expect((listed?.models.map(\.model.id) ?? []).sorted() == allowed.sorted(), "\(caller)")
      #expect(listed?.total ?? 0 == allowed.count)
      let predicate = AccessSQL.readable(by: caller.principal)
      let found = try await house.database.read { connection in
        try connection.query("SELECT id FROM model WHERE \(predicate)") { ModelID(stored: try $0.text("id")) }
      }
      #expect(found.sorted() == allowed.sorted(), "\(caller)")
      for model in models {
        let seen = try? await house.registry.model(model.id, as: caller)
        #expect((seen != nil) == allowed.contains(model.id), "\(caller) \(model.id)")
        let admittance = try house.registry.admit(to: model.id.text) { _ in caller }
        let isAdmitted = if case .admitted = admittance { true } else { false }
        #expect(isAdmitted == allowed.contains(model.id), "\(caller) \(model.id)")
      }
    }
  }

  private static func grants(_ random: inout SplitMix64) -> [GrantForm] {
    (0..<random.below(4)).map { _ in
      let grantee: Grant.Grantee =
        switch random.below(6) {
        case 0: .everyone
        case 1, 2, 3: Grant.Grantee(type: "user", principalID: random.pick(people)) ?? .everyone
        default: .group(random.pick(groups))
        }
      return GrantForm(grantee: grantee, permission: random.chance(75) ? .read : .write)
    }
  }
}
