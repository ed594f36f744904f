import Domain
import Storage
import Testing

@testable import Registry

@Suite struct `Updating a model` {
  @Test func `sets the fields of the form, and returns what changed`() async throws {
    let instance = try await TestInstance()
    try await instance.has(groups: ["writers"])
    let old = try await instance.registry.create(
      .preset(params: ["seed": 1, "top_k": 5], meta: ["tags": ["a", "b"]], grants: [.readByAll]), as: .olga)
    _ = instance.takeAnnouncements()
    let writers = GrantForm(grantee: .group(GroupID("writers")), permission: .write)
    let new = try await instance.registry.update(
      .preset(
        on: "beta", name: "Bard", params: ["seed": 2], meta: ["tags": ["b", "c"]], grants: [.readByAll, writers]),
      as: .olga)
    #expect(new.revision == 2)
    #expect(new.versionID != old.versionID)
    #expect(new.grants.contains(try #require(old.grants.first)), "a grant that stays is the same grant")
    #expect(try await instance.registry.model("poet", as: .olga).model == new)
    #expect(try await instance.registry.tags(as: .olga) == ["b", "c"])
    let entry = try #require(try await instance.entries().last)
    #expect(
      entry.changes == [
        FieldChange(
          "access_grants",
          before: [["principal_type": "user", "principal_id": "*", "permission": "read"]],
          after: [
            ["principal_type": "group", "principal_id": "writers", "permission": "write"],
            ["principal_type": "user", "principal_id": "*", "permission": "read"],
          ]),
        FieldChange("base_model_id", before: "alpha", after: "beta"),
        FieldChange("meta.tags", before: ["a", "b"], after: ["b", "c"]),
        FieldChange("name", before: "Poet", after: "Bard"),
        FieldChange("params.seed", before: 1, after: 2), FieldChange("params.top_k", before: 5, after: .null),
      ])
    #expect(entry.metadata["revision_before"] == 1)
    #expect(entry.metadata["revision_after"] == 2)
    #expect(
      instance.takeAnnouncements().map(\.words) == ["model.update poet@2: beta wanted as of 2, alpha unwanted as of 2"])
  }

  @Test func `keeps fields that the form does not have`() async throws {
    let instance = try await TestInstance()
    let old = try await instance.registry.create(.preset(grants: [.readByAll], isActive: false), as: .olga)
    let new = try await instance.registry.update(
      ModelForm(id: "poet", name: "Bard", content: ModelContent()), as: .olga)
    #expect(new.baseModelID == "alpha")
    #expect(new.grants == old.grants)
    #expect(new.isActive == false)
  }

  @Test func `from a revision of an earlier model with the same ID reveals nothing of that model`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(params: ["system": "a secret"]), as: .olga)
    _ = try await instance.registry.delete("poet", reason: nil, as: .olga)
    _ = try await instance.registry.create(.preset(name: "Another"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.update(.preset(name: "X", seen: .number(1)), as: .olga)
    }
    #expect(refusal?.code == "model.stale_revision")
    #expect(refusal?.attachments["seen"] == .null)
  }

  @Test func `without a difference leaves no revision and no entry`() async throws {
    let instance = try await TestInstance()
    try await instance.has(groups: ["writers"])
    let grants = [GrantForm.readByAll, GrantForm(grantee: .group(GroupID("writers")), permission: .write)]
    func form(_ grants: [GrantForm]) -> ModelForm {
      .preset(params: ["a": 1, "b": 2], meta: ["tags": ["x"]], grants: grants)
    }
    let old = try await instance.registry.create(form(grants), as: .olga)
    _ = instance.takeAnnouncements()
    #expect(try await instance.registry.update(form(grants.reversed() + grants), as: .olga) == old)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create"])
    #expect(try await instance.trail() == ["model.create poet ok"])
    #expect(instance.takeAnnouncements().filter(\.shouldPublish) == [])
  }

  @Test func `from one form of a letter to another is a change`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(name: "Caf\u{e9}", meta: ["tags": ["\u{e9}"]]), as: .olga)
    let renamed = try await instance.registry.update(
      .preset(name: "Cafe\u{301}", meta: ["tags": ["\u{e9}"]]), as: .olga)
    #expect(renamed.name.hasSameBytes(as: "Cafe\u{301}"))
    #expect(renamed.revision == 2)
    _ = try await instance.registry.update(.preset(name: "Cafe\u{301}", meta: ["tags": ["e\u{301}"]]), as: .olga)
    for (tag, total) in [("e\u{301}", 1), ("\u{e9}", 0)] {
      #expect(try await instance.registry.list(ModelListQuery(tag: tag), as: .olga).total == total)
    }
  }

  @Test(arguments: [SeenRevision.number(1), .versionID("first")])
  func `of a revision that is no longer the current one is refused, with both`(_ seen: SeenRevision) async throws {
    let instance = try await TestInstance()
    let first = try await instance.registry.create(.preset(name: "First"), as: .olga)
    let second = try await instance.registry.update(.preset(name: "Second", seen: .number(1)), as: .olga)
    let stale: SeenRevision = seen == .number(1) ? seen : .versionID(first.versionID)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.update(.preset(name: "Third", seen: stale), as: .olga)
    }
    #expect(refusal?.kind == .conflict)
    #expect(refusal?.code == "model.stale_revision")
    #expect(refusal?.attachments["seen"]?["name"] == "First")
    #expect(refusal?.attachments["seen"]?["revision"] == 1)
    #expect(refusal?.attachments["current"]?["name"] == "Second")
    #expect(refusal?.attachments["current"]?["revision"] == 2)
    #expect(try await instance.registry.model("poet", as: .olga).model == second)
    #expect(try await instance.trail().last == "model.update poet failed")
    let accepted = try await instance.registry.update(
      .preset(name: "Third", seen: .versionID(second.versionID)), as: .olga)
    #expect(accepted.revision == 3)
  }

  @Test func `by many at once of the revision that all saw is done once`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    let accepted = await withTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask {
          let form = ModelForm.preset(name: "\(number)", seen: .number(1))
          return (try? await instance.registry.update(form, as: .olga)) == nil ? 0 : 1
        }
      }
      return await group.reduce(0, +)
    }
    #expect(accepted == 1)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create", "2 model.update"])
  }

  @Test func `may make a preset a base model and back, as long as nothing stands on it`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset("beta", on: "alpha"), as: .olga)
    #expect(try await instance.registry.update(.base("beta"), as: .olga).baseModelID == nil)
    _ = try await instance.registry.create(.preset(on: "beta"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.update(.preset("beta", on: "alpha"), as: .olga)
    }
    #expect(refusal?.fields.map(\.message) == ["Presets are built on 'beta', so it must stay a base model."])
  }

  @Test func `that does not exist or belongs to another user is refused and recorded`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset("seen", grants: [.readByAll]), as: .olga)
    _ = try await instance.registry.create(.preset("hidden"), as: .olga)
    for (id, refusal) in [("seen", Refusal.notYours), ("hidden", .modelNotFound), ("none", .modelNotFound)] {
      await #expect(throws: refusal) {
        try await instance.registry.update(.preset(ModelID(stored: id), name: "Mine"), as: .ivan)
      }
    }
    #expect(
      try await instance.trail().suffix(3) == [
        "model.update seen denied", "model.update hidden denied", "model.update none denied",
      ])
    #expect(try await instance.revisions(of: "seen") == ["1 model.create"])
  }
}
