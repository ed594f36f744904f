import Domain
import Storage
import Testing

@testable import Registry

@Suite struct `Admission to a model` {
  private func admit(_ instance: TestInstance, _ id: String, as caller: Caller = .ivan) async throws
    -> Registry.AdmissionDecision
  {
    try instance.registry.admit(to: id) { _ in caller }
  }

  @Test func `is based on the revisions of the preset and of its base model`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.update(.base(name: "Alpha 2"), as: .olga)
    _ = try await instance.registry.create(
      .preset(params: ["seed": 1], meta: ["muster": ["locked": ["seed"]]], grants: [.readByAll]), as: .olga)
    #expect(
      try await admit(instance, "poet")
        == .admitted(
          Admission(
            caller: .ivan, id: "poet", baseModel: "alpha", params: ["seed": 1], locked: ["seed"],
            seenRevisions: ["poet": 1, "alpha": 2])))
    #expect(
      try await admit(instance, "alpha", as: .olga)
        == .admitted(
          Admission(
            caller: .olga, id: "alpha", baseModel: "alpha", params: [:], locked: [], seenRevisions: ["alpha": 2])))
  }

  @Test func `to a preset on an unregistered base model is based on the absence of an entry`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    func seen() async throws -> [ModelID: Int]? {
      guard case .admitted(let admission) = try await admit(instance, "poet", as: .olga) else { return nil }
      return admission.seenRevisions
    }
    #expect(try await seen() == ["poet": 1, "alpha": 0])
    _ = try await instance.registry.create(.base(), as: .olga)
    #expect(try await seen() == ["poet": 1, "alpha": 1])
    _ = try await instance.registry.delete("alpha", dependents: .deactivate, reason: nil, as: .olga)
    _ = try await instance.registry.setActive("poet", to: .on, reason: nil, as: .olga)
    #expect(try await seen() == ["poet": 3, "alpha": 2], "later than the entry that was deleted")
  }

  @Test func `is refused while the model or its base model is off, whoever asks`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.create(.preset(grants: [.readByAll]), as: .olga)
    _ = try await instance.registry.setActive("alpha", to: .off, reason: nil, as: .olga)
    for caller in [Caller.ivan, .olga] {
      #expect(try await admit(instance, "poet", as: caller) == .refused(.inactiveBase("alpha"), caller))
    }
    _ = try await instance.registry.setActive("poet", to: .off, reason: nil, as: .olga)
    #expect(try await admit(instance, "poet") == .refused(.inactive, .ivan))
    #expect(Refusal.inactive.detail == "model is inactive")
    #expect(Refusal.inactiveBase("alpha").detail == "base model 'alpha' is inactive")
  }

  @Test(arguments: ["poet", "none", "", "POET", "poet ", "poet\u{0}", "'", String(repeating: "x", count: 10_000)])
  func `to a model that the caller may not read is refused as if it did not exist`(_ id: String) async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    #expect(try await admit(instance, id) == .refused(.noSuchModel(id), .ivan))
    if id != "poet" { #expect(try await admit(instance, id, as: .olga) == .refused(.noSuchModel(id), .olga)) }
    #expect(try await admit(instance, id, as: .pia) == .refused(.prohibited, .pia))
  }

  @Test func `needs a caller`() async throws {
    let instance = try await TestInstance()
    #expect(throws: Refusal.invalidToken) {
      try instance.registry.admit(to: "poet") { _ in throw Refusal.invalidToken }
    }
  }

  @Test func `that was refused leaves one entry a minute, not one a request`() async throws {
    let instance = try await TestInstance()
    for _ in 0..<3 {
      await instance.registry.recordRefusedUse(of: "poet", because: .inactive, as: .ivan)
      await instance.registry.recordRefusedUse(of: "poet", because: .noSuchModel("poet"), as: .ivan)
      await instance.registry.recordRefusedUse(of: "poet", because: .inactive, as: .olga)
    }
    #expect(try await instance.trail() == ["model.use poet denied", "model.use poet denied", "model.use poet denied"])
  }
}
