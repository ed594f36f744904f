import Audit
import Domain
import Storage
import Testing

@testable import Registry

@Suite struct `Creating a model` {
  @Test func `returns it as it was sent, active, at its first revision`() async throws {
    let instance = try await TestInstance()
    let form = ModelForm.preset(
      "org/naïve:7b", params: ["temperature": .number("0.70"), "z": 1, "a": [.null]],
      meta: ["tags": [["name": "rhymes"]], "description": .null], grants: [.readByAll])
    let made = try await instance.registry.create(form, as: .olga)
    let grant = try #require(made.grants.first)
    #expect(
      made
        == Model(
          id: "org/naïve:7b", ownerID: UserID("olga"), baseModelID: "alpha", name: "Poet", content: form.content,
          grants: [
            Grant(id: grant.id, grantee: .everyone, permission: .read, createdAt: Timestamp(seconds: 1000))
          ], isActive: true, revision: 1, versionID: made.versionID, createdAt: Timestamp(seconds: 1000),
          updatedAt: Timestamp(seconds: 1000)))
    let read = try await instance.registry.model("org/naïve:7b", as: .olga)
    #expect(read == SeenModel(made, owner: nil, by: Caller.olga.principal))
    #expect(
      JSON.object(read.model.content.params).serialized() == #"{"temperature":0.70,"z":1,"a":[null]}"#)
  }

  @Test func `leaves one revision and one entry, and announces what it means`() async throws {
    let instance = try await TestInstance()
    let made = try await instance.registry.create(.preset(params: ["seed": 1], reason: "for the party"), as: .olga)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create"])
    let entries = try await instance.entries()
    #expect(
      entries == [
        AuditEntry(
          id: entries.first?.id ?? "", sequence: 1, leaf: 0, userID: UserID("olga"), userName: "Olga",
          action: "model.create", entityType: "model", entityID: "poet", description: "Created poet",
          changes: made.changesOfCreation.map { FieldChange($0.field, before: .null, after: $0.after) }.byField,
          outcome: .ok,
          metadata: [
            "address": "192.0.2.1", "authentication": "session", "reason": "for the party",
            "request_id": "request of olga", "revision_after": 1, "software_version": "9.9",
          ], createdAt: Timestamp(seconds: 1000))
      ])
    #expect(
      instance.takeAnnouncements() == [
        ModelChange(
          id: "poet", revision: 1, isActive: true, isDeleted: false, action: "model.create",
          desiredStates: [.init(baseModel: "alpha", isDesired: true, asOf: 1)], before: nil, after: ModelFacts(made),
          cause: "model.create of poet")
      ])
  }

  @Test func `of an id that is taken is refused, with an entry, and changes nothing`() async throws {
    let instance = try await TestInstance()
    let first = try await instance.registry.create(.preset(), as: .olga)
    await #expect(throws: Refusal.taken) {
      try await instance.registry.create(.preset(on: "beta", name: "Other"), as: .olga)
    }
    #expect(try await instance.registry.model("poet", as: .olga).model == first)
    #expect(try await instance.trail() == ["model.create poet ok", "model.create poet failed"])
    #expect(instance.takeAnnouncements().count == 1)
  }

  @Test func `of ids that differ in one byte makes different models`() async throws {
    let instance = try await TestInstance()
    for id: ModelID in ["poet", "Poet", "\u{e9}", "e\u{301}"] {
      _ = try await instance.registry.create(.preset(id, name: "called \(id)"), as: .olga)
    }
    for id: ModelID in ["poet", "Poet", "\u{e9}", "e\u{301}"] {
      let name = try await instance.registry.model(id, as: .olga).model.name
      #expect(name.hasSameBytes(as: "called \(id)"))
    }
  }

  @Test func `of one ID by many at once succeeds once, and the others get a conflict`() async throws {
    let instance = try await TestInstance()
    let outcomes = await withTaskGroup(of: String.self) { group in
      for number in 0..<20 {
        group.addTask {
          do {
            return try await instance.registry.create(.preset(name: "\(number)"), as: .olga).name
          } catch {
            return (error as? Refusal)?.code ?? "\(error)"
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == "model.taken" } == 19)
    let winner = try await instance.registry.model("poet", as: .olga).model.name
    #expect(outcomes.filter { $0 != "model.taken" } == [winner])
    #expect(try await instance.revisions(of: "poet") == ["1 model.create"])
    #expect(try await instance.trail().count == 20)
    #expect(instance.takeAnnouncements().count == 1)
  }

  @Test func `after a deletion continues the revision numbers`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    _ = try await instance.registry.delete("poet", reason: nil, as: .olga)
    #expect(try await instance.registry.create(.preset(), as: .olga).revision == 3)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create", "2 model.delete", "3 model.create"])
  }

  @Test func `on itself makes a base model`() async throws {
    let instance = try await TestInstance()
    #expect(try await instance.registry.create(.preset("alpha", on: "alpha"), as: .olga).baseModelID == nil)
  }

  @Test(arguments: [
    (
      ModelForm.preset(on: "gamma"),
      "There is no base model 'gamma': it is not registered, and no runtime has weights of that name."
    ),
    (.preset(on: "coder"), "'coder' is itself a preset on 'beta'. Choose a base model."),
    (.preset("beta", on: "alpha"), "Presets are built on 'beta', so it must stay a base model."),
  ])
  func `on a model that is no base model is refused`(_ form: ModelForm, _ message: String) async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset("coder", on: "beta"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) { try await instance.registry.create(form, as: .olga) }
    #expect(refusal?.kind == .invalid)
    #expect(refusal?.fields.map(\.message) == [message])
    #expect(try await instance.count("model") == 1)
  }

  @Test func `may use a registered base model whose weights are missing now`() async throws {
    let instance = try await TestInstance(available: [])
    _ = try await instance.registry.create(.base("gone"), as: .olga)
    #expect(try await instance.registry.create(.preset(on: "gone"), as: .olga).weights == "gone")
  }

  @Test func `with invalid fields is refused without an entry`() async throws {
    let instance = try await TestInstance()
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.create(.preset(name: "", params: ["seed": "x"]), as: .olga)
    }
    #expect(refusal?.fields.map(\.location) == [["body", "name"], ["body", "params", "seed"]])
    #expect(try await instance.trail() == [])
    #expect(try await instance.count("model") == 0)
  }

  @Test(arguments: [Caller.ivan, .pia])
  func `is refused to callers without permission`(_ caller: Caller) async throws {
    let instance = try await TestInstance()
    await #expect(throws: Refusal.prohibited) { try await instance.registry.create(.preset(), as: caller) }
    #expect(try await instance.count("model") == 0)
    let entries = try await instance.entries()
    #expect(
      entries.map { [$0.action, $0.entityID, $0.outcome.rawValue, $0.userID.text] } == [
        ["model.create", "poet", "denied", caller.principal.id.text]
      ])
    #expect(entries.first?.metadata["code"] == "access.prohibited")
    #expect(instance.takeAnnouncements() == [])
  }
}
