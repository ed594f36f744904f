import Audit
import Domain
import Foundation
import Storage
import Synchronization
import Testing

@testable import Registry

/// Lets nobody pass before it is opened.
private actor Gate {
  private var isOpen = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func pass() async {
    if !isOpen { await withCheckedContinuation { waiting.append($0) } }
  }

  func untilSomebodyWaits() async { while waiting.isEmpty { await Task.yield() } }

  func open() {
    isOpen = true
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}

@Suite struct `The switch` {
  private func instance(_ forms: ModelForm...) async throws -> TestInstance {
    let instance = try await TestInstance()
    for form in forms { _ = try await instance.registry.create(form, as: .olga) }
    _ = instance.takeAnnouncements()
    return instance
  }

  @Test func `off and on leaves a revision, an entry and an announcement each`() async throws {
    let instance = try await instance(.preset())
    let off = try await instance.registry.setActive("poet", to: .off, reason: "night", as: .olga)
    #expect(off.isActive == false)
    #expect(off.revision == 2)
    let on = try await instance.registry.setActive("poet", to: .on, reason: nil, as: .olga)
    #expect(on.isActive)
    #expect(try await instance.registry.model("poet", as: .olga).model == on)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create", "2 model.deactivate", "3 model.activate"])
    let entries = try await instance.entries()
    #expect(entries.map(\.action) == ["model.create", "model.deactivate", "model.activate"])
    #expect(entries[1].changes == [FieldChange("is_active", before: true, after: false)])
    #expect(entries[1].reason == "night")
    #expect(
      instance.takeAnnouncements().map(\.words) == [
        "model.deactivate poet@2: alpha unwanted as of 2", "model.activate poet@3: alpha wanted as of 3",
      ])
  }

  @Test(arguments: [Registry.SwitchPosition.on, .off])
  func `to the state it already has changes and announces nothing`(_ position: Registry.SwitchPosition) async throws {
    let instance = try await instance(.preset(isActive: position == .on))
    let before = try await instance.registry.model("poet", as: .olga).model
    #expect(try await instance.registry.setActive("poet", to: position, reason: "x", as: .olga) == before)
    #expect(try await instance.revisions(of: "poet") == ["1 model.create"])
    #expect(try await instance.trail() == ["model.create poet ok"])
    #expect(instance.takeAnnouncements().filter(\.shouldPublish) == [])
  }

  @Test func `that is toggled changes its state each time`() async throws {
    let instance = try await instance(.preset())
    var positions: [Bool] = []
    for _ in 0..<3 {
      positions.append(
        try await instance.registry.setActive("poet", to: .flipped, reason: nil, as: .olga).isActive)
    }
    #expect(positions == [false, true, false])
    #expect(
      try await instance.trail().suffix(3) == [
        "model.deactivate poet ok", "model.activate poet ok", "model.deactivate poet ok",
      ])
  }

  @Test func `toggled by many at once loses no toggle`() async throws {
    let instance = try await instance(.preset())
    try await withThrowingTaskGroup { group in
      for _ in 0..<21 {
        group.addTask { _ = try await instance.registry.setActive("poet", to: .flipped, reason: nil, as: .olga) }
      }
      try await group.waitForAll()
    }
    let model = try await instance.registry.model("poet", as: .olga).model
    #expect(model.isActive == false)
    #expect(model.revision == 22)
    let asOf = instance.takeAnnouncements().flatMap(\.desiredStates).map(\.asOf)
    #expect(Set(asOf).count == 21, "each change has a place of its own in the order of changes")
  }

  @Test func `wants weights as long as one active entry needs them and their own is not off`() async throws {
    let instance = try await instance(.base(), .preset("poet"), .preset("coder"))
    func set(_ id: ModelID, _ position: Registry.SwitchPosition) async throws -> String {
      _ = try await instance.registry.setActive(id, to: position, reason: nil, as: .olga)
      return try #require(instance.takeAnnouncements().first).words
    }
    #expect(try await set("poet", .off) == "model.deactivate poet@2: alpha wanted as of 4")
    #expect(try await set("coder", .off) == "model.deactivate coder@2: alpha wanted as of 5")
    #expect(try await set("alpha", .off) == "model.deactivate alpha@2: alpha unwanted as of 6")
    #expect(try await set("poet", .on) == "model.activate poet@3: alpha unwanted as of 7")
    #expect(try await set("alpha", .on) == "model.activate alpha@3: alpha wanted as of 8")
  }

  /// The announcement of the first may still be on its way when the second finds that nothing has to change.
  @Test(.timeLimit(.minutes(15)), arguments: [false, true])
  func `that is switched off twice admits no request after either answer`(_ isBulk: Bool) async throws {
    let instance = try await instance(.preset())
    let first = Gate()
    let announced = Mutex<[ModelChange]>([])
    let registry = Registry(
      database: instance.database, auditLog: instance.auditLog, isAvailable: { _ in true },
      restoreRemoved: instance.registry.restoreRemoved,
      announce: { change in
        if change.shouldPublish { await first.pass() }
        announced.withLock { $0.append(change) }
      })
    let switching = Task { try await registry.setActive("poet", to: .off, reason: nil, as: .olga) }
    await first.untilSomebodyWaits()
    if isBulk {
      _ = try await registry.change(.ids(["poet"]), .edit(.deactivate), reason: nil, as: .olga)
    } else {
      _ = try await registry.setActive("poet", to: .off, reason: nil, as: .olga)
    }
    let words = announced.withLock { $0.map(\.words) }
    #expect(words == ["model.update poet@2: alpha unwanted as of 2"], "what the first says, said by the second")
    await first.open()
    _ = try await switching.value
    #expect(try await instance.trail().count == 2)
  }

  @Test func `is turned off for as long as Muster runs when nothing can be stored, and stored when it can`()
    async throws
  {
    let instance = try await instance(.base(), .preset(grants: [.readByAll]))
    let registry = instance.registry
    let (place, elsewhere) = (instance.database.path, instance.database.path + ".away")
    #expect(try await instance.registry.desiredStates().all.count == 1)
    try FileManager.default.moveItem(atPath: place, toPath: elsewhere)
    await #expect(throws: StorageFailure.self) {
      _ = try await registry.setActive("poet", to: .on, reason: nil, as: .olga)
      _ = try await registry.setActive("poet", to: .flipped, reason: nil, as: .olga)
    }
    await #expect(throws: Refusal.notYours) {
      try await registry.setActive("poet", to: .off, reason: nil, as: .ivan)
    }
    #expect(try await registry.setActive("poet", to: .off, reason: "loud", as: .olga).isActive == false)
    #expect(registry.hasUnsavedDeactivation("poet"))
    #expect(
      instance.takeAnnouncements().filter(\.shouldPublish).map(\.words) == [
        "model.deactivate poet@2: alpha wanted as of 2"
      ])
    #expect(try registry.admit(to: "poet") { _ in .ivan } == .refused(.inactive, .ivan))
    #expect(try await registry.change(.ids(["alpha"]), .edit(.deactivate), reason: nil, as: .olga).models.count == 1)
    #expect(instance.takeAnnouncements().map(\.words) == ["model.deactivate alpha@2: alpha unwanted as of 2"])
    #expect(try await registry.desiredStates().all.map(\.isDesired) == [false], "also when it is read again")
    #expect(try await registry.openModelNames(as: .olga).isEmpty)
    #expect(try await registry.model("poet", as: .olga).model.isActive == false)
    await #expect(throws: StorageFailure.self) {
      try await registry.setActive("poet", to: .on, reason: nil, as: .olga)
    }

    try FileManager.default.moveItem(atPath: elsewhere, toPath: place)
    #expect(try await registry.setActive("poet", to: .on, reason: nil, as: .olga).isActive)
    #expect(!registry.hasUnsavedDeactivation("poet") && !registry.hasUnsavedDeactivation("alpha"))
    #expect(try await registry.model("alpha", as: .olga).model.isActive == false)
    let stored = try await instance.entries().filter { $0.action == "model.deactivate" && $0.outcome == .ok }
    #expect(Set(stored.map(\.entityID)) == ["poet", "alpha"])
    #expect(stored.allSatisfy { $0.userID == UserID("olga") && $0.metadata["in_effect_since"]?.int != nil })
    #expect(try await instance.revisions(of: "poet") == ["1 model.create", "2 model.deactivate", "3 model.activate"])
  }

  @Test func `is announced before it is answered`() async throws {
    let instance = try await instance(.preset())
    _ = try await instance.registry.setActive("poet", to: .off, reason: nil, as: .olga)
    #expect(instance.takeAnnouncements().count == 1)
  }

  @Test func `completes although the client has disconnected`() async throws {
    let instance = try await instance(.preset())
    let leaving = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await instance.registry.setActive("poet", to: .off, reason: nil, as: .olga)
    }
    leaving.cancel()
    #expect(try await leaving.value.isActive == false)
    #expect(try await instance.trail().last == "model.deactivate poet ok")
    #expect(instance.takeAnnouncements().map(\.words) == ["model.deactivate poet@2: alpha unwanted as of 2"])
  }

  @Test func `is refused to readers and to users without access, and their attempts are recorded`() async throws {
    let instance = try await instance(.preset("seen", grants: [.readByAll]), .preset("hidden"))
    for (id, refusal) in [("seen", Refusal.notYours), ("hidden", .modelNotFound), ("none", .modelNotFound)] {
      await #expect(throws: refusal) {
        try await instance.registry.setActive(ModelID(stored: id), to: .off, reason: nil, as: .ivan)
      }
    }
    #expect(
      try await instance.trail().suffix(3) == [
        "model.deactivate seen denied", "model.deactivate hidden denied", "model.deactivate none denied",
      ])
    #expect(try await instance.registry.model("seen", as: .olga).model.isActive)
    #expect(instance.takeAnnouncements() == [])
  }
}

@Suite struct `Deleting a model` {
  @Test func `leaves its history, a tombstone and an entry with all that it was`() async throws {
    let instance = try await TestInstance()
    let model = try await instance.registry.create(
      .preset(meta: ["tags": ["x"]], grants: [.readByAll]), as: .olga)
    _ = instance.takeAnnouncements()
    _ = try await instance.registry.delete("poet", reason: "old", as: .olga)
    await #expect(throws: Refusal.modelNotFound) { try await instance.registry.model("poet", as: .olga) }
    #expect(try await instance.revisions(of: "poet") == ["1 model.create", "2 model.delete"])
    let entry = try #require(try await instance.entries().last)
    #expect(
      entry.changes == model.changesOfDeletion.map { FieldChange($0.field, before: $0.before, after: .null) }.byField)
    #expect(entry.reason == "old")
    #expect(try await instance.count("access_grant") == 0)
    #expect(try await instance.count("model_tag") == 0)
    #expect(instance.takeAnnouncements().map(\.words) == ["model.delete poet@2 deleted: alpha unwanted as of 2"])
  }

  @Test func `of all of them is one transaction, with an entry and an announcement each`() async throws {
    let instance = try await TestInstance()
    for form in [ModelForm.base(), .preset("poet"), .preset("coder", on: "beta")] {
      _ = try await instance.registry.create(form, as: .olga)
    }
    _ = instance.takeAnnouncements()
    #expect(try await instance.registry.deleteAll(reason: nil, as: .olga) != nil)
    #expect(try await instance.count("model") == 0)
    #expect(
      try await instance.trail().suffix(3) == [
        "model.delete coder ok", "model.delete poet ok", "model.delete alpha ok",
      ])
    let words = instance.takeAnnouncements().map(\.words)
    #expect(words.count == 3)
    #expect(words.last == "model.delete alpha@2 deleted: alpha unwanted as of 6")
    #expect(try await instance.registry.deleteAll(reason: nil, as: .olga) == nil, "nothing to undo")
  }

  @Test func `is for administrators only`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(grants: [.readByAll]), as: .olga)
    await #expect(throws: Refusal.notYours) { try await instance.registry.delete("poet", reason: nil, as: .ivan) }
    await #expect(throws: Refusal.prohibited) { try await instance.registry.deleteAll(reason: nil, as: .ivan) }
    #expect(try await instance.trail().suffix(2) == ["model.delete poet denied", "model.delete_all * denied"])
    #expect(try await instance.count("model") == 1)
  }
}

@Suite struct `All desired states together` {
  @Test func `say of each base model with entries whether it is wanted, as of the last change`() async throws {
    let instance = try await TestInstance(available: ["alpha", "beta", "gamma", "delta"])
    for form in [
      ModelForm.preset("poet", on: "alpha"), .preset("idle", on: "alpha", isActive: false),
      .preset("coder", on: "beta", isActive: false), .base("gamma", isActive: false), .preset("p", on: "gamma"),
      .base("delta"),
    ] { _ = try await instance.registry.create(form, as: .olga) }
    #expect(
      try await instance.registry.desiredStates().all.sorted { $0.baseModel < $1.baseModel } == [
        .init(baseModel: "alpha", isDesired: true, asOf: 6), .init(baseModel: "beta", isDesired: false, asOf: 6),
        .init(baseModel: "delta", isDesired: true, asOf: 6), .init(baseModel: "gamma", isDesired: false, asOf: 6),
      ])
  }

  @Test func `tell how new they are also when there are none`() async throws {
    let instance = try await TestInstance(available: ["alpha"])
    _ = try await instance.registry.create(.base("alpha"), as: .olga)
    _ = try await instance.registry.delete("alpha", dependents: .delete, reason: nil, as: .olga)
    let newest = try await instance.database.read(AuditLog.newest)
    #expect(try await instance.registry.desiredStates() == DesiredStates([], asOf: newest) && newest > 0)
  }

  @Test func `agree with the announcement of each change`() async throws {
    var random = SplitMix64(seed: 1)
    let instance = try await TestInstance(available: ["alpha", "beta"])
    let ids: [ModelID] = ["alpha", "beta", "p", "q", "r"]
    for _ in 0..<150 {
      let id = random.pick(ids)
      let isBase = id == "alpha" || id == "beta"
      switch random.below(4) {
      case 0: _ = try? await instance.registry.delete(id, dependents: .delete, reason: nil, as: .olga)
      case 1, 2: _ = try? await instance.registry.setActive(id, to: .flipped, reason: nil, as: .olga)
      default:
        let form = isBase ? ModelForm.base(id) : .preset(id, on: random.pick(["alpha", "beta"]))
        _ = try? await instance.registry.create(form, as: .olga)
        _ = try? await instance.registry.update(form, as: .olga)
      }
      let desiredStates = try await instance.registry.desiredStates().all
      for told in instance.takeAnnouncements().last?.desiredStates ?? [] {
        let asked = desiredStates.first { $0.baseModel == told.baseModel }?.isDesired ?? false
        #expect(asked == told.isDesired, "\(told.baseModel)")
      }
    }
  }
}
