import Domain
import Synchronization
import Testing

@testable import Registry

@Suite struct `The launch settings of a base model` {
  private let bigger: JSON.Object = ["context": 16384]

  @Test func `are a revision like any other change, and are announced with the desired state`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = instance.takeAnnouncements()
    let model = try await instance.registry.setLaunch(
      "alpha", bigger, seen: .number(1), reason: "long texts", as: .olga)
    #expect(model.revision == 2)
    #expect(model.content.meta == ["muster": ["launch": ["context": 16384]]])
    let announced = try #require(instance.takeAnnouncements().first)
    #expect(announced.desiredStates.map(\.launch.context) == [16384])
    #expect(try await instance.registry.desiredStates().all.map(\.launch.context) == [16384])
    let entry = try #require(try await instance.entries().last)
    #expect(entry.changes == [FieldChange("meta.muster.launch.context", before: .null, after: 16384)])
    let removed = try await instance.registry.setLaunch("alpha", [:], seen: nil, reason: nil, as: .olga)
    #expect(removed.content.meta == [:])
    #expect(try await instance.registry.desiredStates().all.map(\.launch.isEmpty) == [true])
  }

  @Test func `count for the presets on it, too`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.setLaunch("alpha", bigger, seen: nil, reason: nil, as: .olga)
    _ = instance.takeAnnouncements()
    _ = try await instance.registry.create(.preset(), as: .olga)
    let announced = try #require(instance.takeAnnouncements().first)
    #expect(announced.desiredStates.map(\.launch.context) == [16384])
  }

  @Test func `choose only what a runtime has now, but stay as they are when it no longer does`() async throws {
    let choices = Mutex([LaunchChoices(profiles: ["quiet"], takesCommands: true)])
    let instance = try await TestInstance(launchChoices: { choices.withLock(\.self) })
    let registry = instance.registry
    _ = try await registry.create(.base(), as: .olga)
    let command: JSON.Object = ["command": ["serve", "{file}", "{port}"]]
    _ = try await registry.setLaunch("alpha", ["profile": "quiet"], seen: nil, reason: nil, as: .olga)
    _ = try await registry.setLaunch("alpha", command, seen: nil, reason: nil, as: .olga)
    await #expect(throws: Refusal.self) {
      try await registry.setLaunch("alpha", ["profile": "loud"], seen: nil, reason: nil, as: .olga)
    }
    choices.withLock { $0 = [] }
    let meta: JSON.Object = ["muster": ["launch": .object(command)]]
    let renamed = try await registry.update(
      ModelForm(id: "alpha", name: "Alpha 2", content: ModelContent(meta: meta)), as: .olga)
    #expect(renamed.revision == 4)
    for launch: JSON.Object in [["profile": "quiet"], ["command": ["other", "{file}", "{port}"]]] {
      await #expect(throws: Refusal.self) {
        try await registry.setLaunch("alpha", launch, seen: nil, reason: nil, as: .olga)
      }
    }
    await #expect(throws: Refusal.self) {
      try await registry.create(
        ModelForm(id: "beta", name: "Beta", content: ModelContent(meta: meta), baseModelID: .some(nil)), as: .olga)
    }
    #expect(try await registry.model("alpha", as: .olga).model.revision == 4)
  }

  @Test func `are refused when they are wrong, stale, of a preset, or somebody else's`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base(), as: .olga)
    _ = try await instance.registry.create(.preset(), as: .olga)
    func refused(_ id: ModelID, _ launch: JSON.Object, seen: Int? = nil, as caller: Caller = .olga) async -> Refusal
      .Kind?
    {
      do {
        _ = try await instance.registry.setLaunch(
          id, launch, seen: seen.map(SeenRevision.number), reason: nil, as: caller)
        return nil
      } catch { return (error as? Refusal)?.kind }
    }
    #expect(await refused("alpha", ["arguments": ["--host", "x"]]) == .invalid)
    #expect(await refused("alpha", bigger, seen: 7) == .conflict)
    #expect(await refused("poet", bigger) == .invalid)
    #expect(await refused("alpha", bigger, as: .ivan) == .notFound)
    #expect(try await instance.registry.model("alpha", as: .olga).model.revision == 1)
    await #expect(throws: Refusal.self) {
      try await instance.registry.update(
        ModelForm(id: "alpha", name: "Alpha", content: ModelContent(meta: ["muster": ["launch": ["context": "big"]]])),
        as: .olga)
    }
  }
}
