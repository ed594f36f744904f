import Testing

@testable import Domain

@Suite struct `The need of a model` {
  /// By its header 64 MiB of weights and, with 8192 tokens, 72 MiB of context.
  private static let header: GGUFHeader = {
    var file = HeaderBuilder.decoder()
    file.addTensor("token_embd.weight", [512, 32_768])
    return file.header
  }()

  private func scenario() -> Scenario {
    var scenario = Scenario(budget: 8 * Scenario.gigabyte) { weights, launch in
      MemoryEstimate([Self.header], fileBytes: weights.fileBytes ?? 0, MemorySettings(launch))
    }
    scenario.scan(.of("alpha", bytes: 64 * Scenario.megabyte))
    return scenario
  }

  private func launch(context: Int) -> LaunchSettings {
    var launch = LaunchSettings()
    launch.context = context
    return launch
  }

  private func need(_ scenario: Scenario) -> MemoryNeed? { scenario.machine.residencies["alpha"]?.need }

  private func load(_ scenario: inout Scenario, attempt: Int, bytes: Int) {
    scenario.switchOn("alpha")
    scenario.ready("alpha", attempt: attempt, bytes: bytes)
  }

  @Test func `is computed from the header and the launch settings before the first load`() throws {
    var scenario = scenario()
    scenario.feed(.launchChanged("alpha", launch(context: 8192), asOf: 1))
    let small = try #require(need(scenario))
    scenario.feed(.launchChanged("alpha", launch(context: 65_536), asOf: 2))
    let large = try #require(need(scenario))
    #expect(small.stage == .computed && large.stage == .computed)
    #expect(large.bytes - small.bytes >= 7 * 64 * Scenario.megabyte, "the context alone is 8 times as large")
  }

  @Test func `is what a load took, without what it gathered while it answered`() throws {
    var scenario = scenario()
    let computed = try #require(need(scenario)).bytes
    load(&scenario, attempt: 1, bytes: computed / 2)
    scenario.feed(.observed("alpha", attempt: 1, .holding(6 * Scenario.gigabyte)))
    #expect(scenario.machine.report(of: "alpha")?.bytes == 6 * Scenario.gigabyte, "the charge follows what is taken")
    scenario.unload("alpha", ticket: 1)
    scenario.end("alpha", attempt: 1)
    let learned = try #require(need(scenario))
    #expect(learned.stage == .learned && learned.bytes <= computed, "the cache of prompts is no need")
    #expect(scenario.machine.plan(for: "alpha", at: scenario.now).verdict == .fits)
  }

  @Test func `of a load never falls below what is certainly reserved`() throws {
    var scenario = scenario()
    load(&scenario, attempt: 1, bytes: Scenario.megabyte)
    let charged = try #require(scenario.machine.report(of: "alpha")?.bytes)
    #expect(charged > 64 * Scenario.megabyte, "pages that were not touched yet are taken all the same")
  }

  @Test func `is at least what the log says was reserved`() {
    var scenario = scenario()
    scenario.switchOn("alpha")
    var observation = Observation.holding(100 * Scenario.megabyte)
    observation.reservedBytes = 3 * Scenario.gigabyte
    scenario.feed(.ready("alpha", attempt: 1, .of(attempt: 1), processID: 1, observation))
    #expect(scenario.machine.report(of: "alpha")?.bytes == 3 * Scenario.gigabyte)
  }

  @Test func `that was learned holds for the same weights and settings only`() {
    var scenario = scenario()
    load(&scenario, attempt: 1, bytes: 500 * Scenario.megabyte)
    scenario.feed(.launchChanged("alpha", launch(context: 4096), asOf: 1))
    #expect(need(scenario)?.stage == .computed)
    scenario.feed(.launchChanged("alpha", LaunchSettings(), asOf: 2))
    #expect(need(scenario) == MemoryNeed(bytes: 500 * Scenario.megabyte, stage: .learned))
    scenario.scan(.of("alpha", bytes: 65 * Scenario.megabyte, version: 2))
    #expect(need(scenario)?.stage == .computed)
  }

  @Test func `that a person states wins over all others`() {
    var scenario = scenario()
    load(&scenario, attempt: 1, bytes: 500 * Scenario.megabyte)
    scenario.feed(.residencySettingsChanged("alpha", ResidencySettings.read(["memory": "2GiB"]).settings, asOf: 1))
    #expect(need(scenario) == MemoryNeed(bytes: 2 << 30, stage: .stated))
  }

  @Test func `is guessed with room for a context where the header does not tell`() {
    var scenario = Scenario { weights, launch in
      MemoryEstimate([nil], fileBytes: weights.fileBytes ?? 0, MemorySettings(launch))
    }
    scenario.scan(.of("alpha", bytes: 2 * Scenario.gigabyte))
    #expect(need(scenario) == MemoryNeed(bytes: (2 * Scenario.gigabyte) / 4 * 5 + Scenario.gigabyte, stage: .guessed))
  }
}
