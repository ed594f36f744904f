import Domain
import Storage
import Testing

@testable import Registry

@Suite struct `The history of a model` {
  private func instance() async throws -> TestInstance {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(params: ["seed": 1]), as: .olga)
    _ = try await instance.registry.update(.preset(name: "Bard", params: ["seed": 2]), as: .olga)
    _ = try await instance.registry.setActive("poet", to: .off, reason: "pause", as: .olga)
    return instance
  }

  @Test func `has an entry for every change, newest first, each with the one before`() async throws {
    let instance = try await instance()
    let entries = try await instance.registry.history(of: "poet", before: nil, page: 1, as: .olga)
    #expect(entries.map(\.action) == ["model.deactivate", "model.update", "model.create"])
    #expect(entries.map(\.parentID) == [entries[1].versionID, entries[2].versionID, nil])
    #expect(entries.first?.reason == "pause")
    #expect(try await instance.registry.history(of: "poet", before: 3, page: 1, as: .olga).map(\.revision) == [2, 1])
    #expect(try await instance.registry.history(of: "poet", before: nil, page: 2, as: .olga) == [])
  }

  @Test func `tells the difference of any two revisions, both ways`() async throws {
    let instance = try await instance()
    func fields(_ from: Int, _ to: Int) async throws -> [String] {
      try await instance.registry.difference(from: .number(from), to: .number(to), of: "poet", as: .olga).changes.map(
        \.field)
    }
    #expect(try await fields(1, 3) == ["name", "is_active", "params.seed"])
    #expect(try await fields(3, 1) == ["name", "is_active", "params.seed"])
    #expect(try await fields(2, 2) == [])
  }

  @Test func `is rolled back by a new revision, which leaves the switch as it is`() async throws {
    let instance = try await instance()
    let model = try await instance.registry.rollBack("poet", to: .number(1), withGrants: false, reason: nil, as: .olga)
    #expect((model.name, model.isActive, model.revision) == ("Poet", false, 4))
    #expect(model.content.params == ["seed": 1])
    #expect(try await instance.revisions(of: "poet").count == 4)
    await #expect(throws: Refusal.revisionNotFound) {
      try await instance.registry.rollBack("poet", to: .number(9), withGrants: false, reason: nil, as: .olga)
    }
  }

  @Test func `is not visible to a later user of the same ID`() async throws {
    let instance = try await instance()
    _ = try await instance.registry.delete("poet", reason: nil, as: .olga)
    _ = try await instance.registry.create(.preset(name: "Another"), as: .olga)
    let entries = try await instance.registry.history(of: "poet", before: nil, page: 1, as: .olga)
    #expect(entries.map(\.revision) == [5])
    await #expect(throws: Refusal.revisionNotFound) {
      try await instance.registry.revision(.number(2), of: "poet", as: .olga)
    }
    let stale = await #expect(throws: Refusal.self) {
      try await instance.registry.update(.preset(name: "X", seen: .number(2)), as: .olga)
    }
    #expect(stale?.attachments["seen"] == .null)
  }

  @Test func `is for those who may change the model`() async throws {
    let instance = try await instance()
    await #expect(throws: Refusal.modelNotFound) {
      try await instance.registry.history(of: "poet", before: nil, page: 1, as: .ivan)
    }
    _ = try await instance.registry.update(.preset(grants: [.readByAll]), as: .olga)
    await #expect(throws: Refusal.notYours) {
      try await instance.registry.history(of: "poet", before: nil, page: 1, as: .ivan)
    }
  }
}

@Suite struct `The bin` {
  @Test func `gives a model back as it was, and its history goes on`() async throws {
    let instance = try await TestInstance()
    let old = try await instance.registry.create(.preset(params: ["seed": 1], grants: [.readByAll]), as: .olga)
    _ = try await instance.registry.delete("poet", reason: "by mistake", as: .olga)
    let entries = try await instance.registry.bin(page: 1, as: .olga)
    #expect(entries.total == 1)
    #expect(entries.entries.first?.reason == "by mistake")
    let model = try await instance.registry.restore(.id("poet"), as: nil, reason: nil, by: .olga)
    #expect(model.snapshot == old.snapshot)
    #expect(model.createdAt == old.createdAt)
    #expect(
      try await instance.registry.history(of: "poet", before: nil, page: 1, as: .olga).map(\.action)
        == ["model.restore", "model.delete", "model.create"])
    #expect(try await instance.registry.bin(page: 1, as: .olga).total == 0)
  }

  @Test func `gives it back under another id when its own is taken`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(name: "Old"), as: .olga)
    _ = try await instance.registry.delete("poet", reason: nil, as: .olga)
    _ = try await instance.registry.create(.preset(name: "New"), as: .olga)
    await #expect(throws: Refusal.takenMeanwhile("poet")) {
      try await instance.registry.restore(.id("poet"), as: nil, reason: nil, by: .olga)
    }
    let model = try await instance.registry.restore(.id("poet"), as: "poet-2", reason: nil, by: .olga)
    #expect((model.id, model.name) == ("poet-2", "Old"))
  }

  @Test func `restores no preset whose base model is missing`() async throws {
    let instance = try await TestInstance(available: [])
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.create(.preset(), as: .olga)
    _ = try await instance.registry.delete("alpha", dependents: .delete, reason: nil, as: .olga)
    await #expect(throws: Refusal.baseIsGone("poet", "alpha")) {
      try await instance.registry.restore(.id("poet"), as: nil, reason: nil, by: .olga)
    }
    _ = try await instance.registry.restore(.id("alpha"), as: nil, reason: nil, by: .olga)
    #expect(try await instance.registry.restore(.id("poet"), as: nil, reason: nil, by: .olga).baseModelID == "alpha")
  }

  @Test func `purges models that were in it for longer than the retention`() async throws {
    let instance = try await TestInstance()
    for id in ["a", "b"] { _ = try await instance.registry.create(.preset(ModelID(stored: id)), as: .olga) }
    _ = try await instance.registry.delete("a", reason: nil, as: .olga)
    func purge(after seconds: Int) async throws -> Int {
      try await instance.registry.purgeExpired(
        retentionSeconds: 60, now: Timestamp(seconds: 1000 + seconds), as: .system(requestID: "bin"))
    }
    #expect(try await purge(after: 60) == 0)
    #expect(try await instance.registry.bin(page: 1, as: .olga).total == 1)
    #expect(try await purge(after: 61) == 1)
    #expect(try await instance.registry.bin(page: 1, as: .olga).total == 0)
    #expect(try await instance.revisions(of: "a") == [])
    #expect(try await instance.revisions(of: "b") == ["1 model.create"])
    #expect(try await instance.trail().last == "model.purge a ok")
  }

  @Test func `loses only models that an administrator purges by ID, and no revision number is reused`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    _ = try await instance.registry.delete("poet", reason: nil, as: .olga)
    await #expect(throws: Refusal.notConfirmed("poet")) {
      try await instance.registry.purge(.id("poet"), confirming: "Poet", reason: nil, as: .olga)
    }
    await #expect(throws: Refusal.prohibited) {
      try await instance.registry.purge(.id("poet"), confirming: "poet", reason: nil, as: .ivan)
    }
    try await instance.registry.purge(.id("poet"), confirming: "poet", reason: nil, as: .olga)
    #expect(try await instance.revisions(of: "poet") == [])
    #expect(try await instance.trail().last == "model.purge poet ok")
    #expect(try await instance.registry.create(.preset(), as: .olga).revision == 3)
  }

  @Test func `accepts a base model only when the request says what happens to its presets`() async throws {
    for (dependents, left) in [(Dependents.deactivate, ["poet false"]), (.delete, [])] {
      let instance = try await TestInstance()
      _ = try await instance.registry.create(.base(), as: .olga)
      _ = try await instance.registry.create(.preset(), as: .olga)
      await #expect(throws: Refusal.hasDependents("alpha", ["poet"])) {
        try await instance.registry.delete("alpha", reason: nil, as: .olga)
      }
      let token = try await instance.registry.delete("alpha", dependents: dependents, reason: nil, as: .olga)
      func models() async throws -> [String] {
        try await instance.registry.list(ModelListQuery(kind: .all, order: .name, isAscending: true), as: .olga)
          .models.map { "\($0.model.id) \($0.model.isActive)" }
      }
      #expect(try await models() == left)
      _ = try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
      #expect(try await models() == ["alpha true", "poet true"])
    }
  }
}

@Suite struct `Undo` {
  @Test func `reverses exactly what a bulk change altered`() async throws {
    let instance = try await TestInstance()
    for name in ["a", "b", "c"] {
      _ = try await instance.registry.create(.preset(ModelID(stored: name), meta: ["tags": ["x"]]), as: .olga)
    }
    _ = try await instance.registry.setActive("b", to: .off, reason: nil, as: .olga)
    func states() async throws -> [String] {
      try await instance.registry.list(ModelListQuery(order: .name, isAscending: true), as: .olga).models
        .map { "\($0.model.id) \($0.model.isActive) \($0.model.content.tags)" }
    }
    let before = try await states()
    for change in [
      BulkChange.edit(.deactivate), .edit(.addTags(["y"])), .edit(.removeTags(["x"])), .delete(.refuse),
      .edit(.addGrants([.readByAll])),
    ] {
      let token = try await instance.registry.change(.ids(["a", "b", "c"]), change, reason: nil, as: .olga).undo
      let again = try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga).undo
      #expect(try await states() == before, "\(change)")
      await #expect(throws: Refusal.undoneAlready) {
        try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
      }
      #expect(again != nil)
    }
  }

  @Test func `appears in the history with its reason`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.create(.preset(), as: .olga)
    let token = try await instance.registry.delete("alpha", dependents: .deactivate, reason: nil, as: .olga)
    _ = try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
    let entries = try await instance.registry.history(of: "poet", before: nil, page: 1, as: .olga)
    #expect(entries.map(\.reason) == ["undo of model.delete", "its base model alpha was deleted", nil])
  }

  @Test func `changes nothing when there are later changes, and lists them`() async throws {
    let instance = try await TestInstance()
    for name in ["a", "b"] { _ = try await instance.registry.create(.preset(ModelID(stored: name)), as: .olga) }
    let token = try await instance.registry.change(.ids(["a", "b"]), .edit(.deactivate), reason: nil, as: .olga).undo
    _ = try await instance.registry.update(.preset("b", name: "Later"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
    }
    #expect(refusal?.code == "undo.conflicts")
    #expect(refusal?.attachments["conflicts"]?.array?.map { $0["id"]?.string } == ["b"])
    #expect(try await instance.registry.model("a", as: .olga).model.isActive == false)
  }

  /// What restoring out of the bin refuses, undoing the deletion refuses too.
  @Test(arguments: ["is now a preset", "is gone"])
  func `restores no preset whose base model`(_ fate: String) async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base("own"), as: .olga)
    _ = try await instance.registry.create(.preset("poet", on: "own"), as: .olga)
    let token = try await instance.registry.delete("poet", reason: nil, as: .olga)
    _ = try await instance.registry.delete("own", reason: nil, as: .olga)
    if fate == "is now a preset" { _ = try await instance.registry.create(.preset("own", on: "alpha"), as: .olga) }
    let restoring = await #expect(throws: Refusal.self) {
      try await instance.registry.restore(.id("poet"), as: nil, reason: nil, by: .olga)
    }
    #expect(restoring?.code == "model.base_is_gone")
    let undoing = await #expect(throws: Refusal.self) {
      try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
    }
    #expect(undoing?.code == "undo.conflicts")
    #expect(undoing?.attachments["conflicts"]?.array?.map { $0["reason"]?.string } == [restoring?.detail])
    await #expect(throws: Refusal.modelNotFound) { try await instance.registry.model("poet", as: .olga) }
    if fate == "is gone" {
      // With its base it comes back, and by the same token: a refusal uses nothing up.
      _ = try await instance.registry.restore(.id("own"), as: nil, reason: nil, by: .olga)
      _ = try await instance.registry.undo(try #require(token).text, reason: nil, as: .olga)
      #expect(try await instance.registry.model("poet", as: .olga).model.baseModelID == "own")
    }
  }

  @Test func `does not roll back to a base model that is missing`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base("own"), as: .olga)
    _ = try await instance.registry.create(.preset("poet", on: "own"), as: .olga)
    let line = ImportLine(
      id: "poet",
      draft: .success(ModelDraft(id: "poet", name: "Poet", baseModelID: .some("alpha"))))
    let moved = try await instance.registry.take([line], isWhole: false, isDryRun: false, reason: nil, as: .olga)
    _ = try await instance.registry.delete("own", reason: nil, as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.undo(try #require(moved.undo).text, reason: nil, as: .olga)
    }
    #expect(refusal?.code == "undo.conflicts" && refusal?.detail.contains("'own'") == true)
    #expect(try await instance.registry.model("poet", as: .olga).model.baseModelID == "alpha")
  }

  @Test func `is for the author of the change and for administrators`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    let token = try await instance.registry.delete("poet", reason: nil, as: .olga)
    for text in [try #require(token).text, "undo-nothing"] {
      await #expect(throws: Refusal.unknownUndo) { try await instance.registry.undo(text, reason: nil, as: .ivan) }
    }
  }

  @Test func `is not needed after a bulk change that was refused for one of its models`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(
      .preset("a", grants: [GrantForm(grantee: .everyone, permission: .write)]), as: .olga)
    _ = try await instance.registry.create(.preset("b"), as: .olga)
    let refusal = await #expect(throws: Refusal.self) {
      try await instance.registry.change(.ids(["a", "b"]), .edit(.deactivate), reason: nil, as: .ivan)
    }
    #expect(refusal?.kind == .notFound)
    #expect(try await instance.registry.model("a", as: .olga).model.isActive)
  }
}
