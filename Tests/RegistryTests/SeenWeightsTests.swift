import Domain
import Testing

@testable import Registry

@Suite struct `The files behind weights` {
  private func offer(_ base: ModelID, _ version: Int = 1, bytes: Int = 10) -> AvailableWeights {
    AvailableWeights(
      baseModel: base, runtime: RuntimeID("local"), fileBytes: bytes, fingerprint: "\(version)",
      changedAt: Timestamp(seconds: version))
  }

  private func found(_ offers: AvailableWeights..., skipped: [SkippedFile] = []) -> WeightsScan {
    WeightsScan(weights: offers, skipped: skipped)
  }

  private func instance() async throws -> TestInstance {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.base("alpha", name: "Alpha"), as: .olga)
    try await instance.registry.remember(found(offer("alpha"), offer("beta")), outdated: [])
    return instance
  }

  private func news(_ instance: TestInstance) async throws -> [String] {
    try await instance.entries().filter { $0.action.hasPrefix("residency.file") }
      .map { "\($0.action.dropFirst(10)) \($0.entityID)" }
  }

  @Test func `are not recorded when they are seen for the first time, or have not changed`() async throws {
    let instance = try await instance()
    try await instance.registry.remember(found(offer("alpha"), offer("beta")), outdated: [])
    #expect(try await news(instance) == [])
  }

  @Test func `are recorded once when a model's file is replaced, disappears or comes back`() async throws {
    let instance = try await instance()
    try await instance.registry.remember(found(offer("alpha", 2, bytes: 30), offer("beta", 2)), outdated: ["alpha"])
    try await instance.registry.remember(found(offer("alpha", 2, bytes: 30), offer("beta", 2)), outdated: ["alpha"])
    #expect(try await news(instance) == ["file_changed alpha"])
    let entry = try #require(try await instance.entries().last)
    #expect(
      entry.changes == [
        FieldChange("file.bytes", before: 10, after: 30), FieldChange("file.changed_at", before: 1, after: 2),
      ])
    #expect(entry.metadata["older_in_memory"] == true && entry.userID == .system)
    try await instance.registry.remember(found(), outdated: [])
    try await instance.registry.remember(found(offer("alpha", 2, bytes: 30)), outdated: [])
    #expect(try await news(instance) == ["file_changed alpha", "file_missing alpha", "file_found alpha"])
  }

  @Test func `are not recorded as missing while they are being copied`() async throws {
    let instance = try await instance()
    let copying = SkippedFile("alpha.gguf", .arriving, baseModel: "alpha")
    try await instance.registry.remember(found(offer("beta"), skipped: [copying]), outdated: [])
    #expect(try await news(instance) == [])
    try await instance.registry.remember(found(offer("alpha", 3), offer("beta")), outdated: [])
    #expect(try await news(instance) == ["file_changed alpha"])
  }

  @Test func `are recorded as found when a model waited for them`() async throws {
    let instance = try await instance()
    _ = try await instance.registry.create(.base("gamma", name: "Gamma"), as: .olga)
    try await instance.registry.remember(found(offer("alpha"), offer("beta"), offer("gamma")), outdated: [])
    #expect(try await news(instance) == ["file_found gamma"])
  }

  @Test func `are forgotten when they are gone and no model uses them`() async throws {
    let instance = try await instance()
    try await instance.registry.remember(found(offer("alpha")), outdated: [])
    #expect(try await instance.count("seen_weights") == 1)
  }
}
