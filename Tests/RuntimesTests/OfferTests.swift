import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Runtimes

@Suite final class `The models folder`: Sendable {
  private let workshop: Workshop
  private var runtime: ProcessRuntime { workshop.runtime(["true"]) }

  init() throws { workshop = try Workshop() }
  deinit { workshop.remove() }

  private func offered() throws -> [String: Int] {
    Dictionary(uniqueKeysWithValues: try runtime.offers().map { ($0.baseModel.text, $0.fileBytes) })
  }

  @Test func `offers each file under its path without the ending`() throws {
    try workshop.write("alpha.gguf", "12345")
    try workshop.write("org/beta:7b.gguf", "123")
    try workshop.write("读/模型.gguf", "1")
    for other in [
      "readme.md", ".hidden.gguf", ".gguf", "gamma.gguf.part", "mmproj-alpha.gguf",
      ".cache/delta.gguf",
    ] {
      try workshop.write(other)
    }
    #expect(try offered() == ["alpha": 5, "org/beta:7b": 3, "读/模型": 1])
  }

  @Test func `offers weights in parts once, when all parts are there`() throws {
    try workshop.write("big-00001-of-00002.gguf", "12345")
    #expect(try offered() == [:])
    try workshop.write("big-00002-of-00002.gguf", "123")
    #expect(try offered() == ["big": 8])
    let folder = WeightsFolder(path: workshop.folder, runtime: RuntimeID("local"))
    #expect(try folder.look().weights.map(\.file) == [workshop.path("big-00001-of-00002.gguf")])
    try workshop.write("big.gguf", "1")
    #expect(try offered() == ["big": 1])
  }

  @Test func `leaves out what cannot be a model's id, and says so`() throws {
    try workshop.write("with space.gguf")
    try workshop.write("good.gguf")
    let look = try WeightsFolder(path: workshop.folder, runtime: RuntimeID("local")).look()
    #expect(look.weights.map(\.offer.baseModel.text) == ["good"])
    #expect(look.leftOut.keys.sorted() == ["with space"])
  }

  @Test func `follows links, but not in circles`() throws {
    try workshop.write("store/blob")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: workshop.path("linked.gguf"), withDestinationPath: "store/blob")
    try files.createSymbolicLink(
      atPath: workshop.path("dangling.gguf"), withDestinationPath: "nothing")
    try files.createSymbolicLink(atPath: workshop.path("store/up"), withDestinationPath: "..")
    #expect(try offered().keys.contains("linked"))
    #expect(try offered().count <= 2)
  }

  @Test func `that is missing is a refusal`() throws {
    workshop.remove()
    #expect { try runtime.offers() } throws: {
      ($0 as? Refusal)?.code == "runtime.unreadable_models_folder"
    }
  }

  @Test func `changes an offer's fingerprint with the file`() throws {
    try workshop.write("alpha.gguf", "one")
    let before = try #require(try runtime.offers().first)
    try workshop.write("alpha.gguf", "two")
    let after = try #require(try runtime.offers().first)
    #expect(before.fingerprint != after.fingerprint)
    #expect(before.fileBytes == after.fileBytes)
  }
}

@Suite struct `Watching the models folder` {
  @Test(.timeLimit(.minutes(1)))
  func `tells of new, changed and removed files once they have stopped growing`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let file = try workshop.write("alpha.gguf", "one")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: file)
    let looks = Mutex(0)
    // Stands still: however busy the machine is, no file gets old while the test runs.
    let now = WeightsFolder.Timestamp.now.seconds
    @Sendable func standingClock() -> Int { now }
    let watch = OfferWatch(
      folder: WeightsFolder(path: workshop.folder, runtime: RuntimeID("local")), logger: Logger(label: "test"),
      now: standingClock
    ) {
      // A second file grows from one look to the next.
      let look = looks.withLock { looks in
        looks += 1
        return looks
      }
      if look <= 12 { _ = try? workshop.write("beta.gguf", String(repeating: "x", count: look)) }
    }
    // Old enough to count at once.
    #expect(await watch.next()?.map(\.fileBytes) == [3])
    // Told of once, complete. The known file stays meanwhile.
    #expect(await watch.next()?.map(\.fileBytes) == [3, 12])
    #expect(looks.withLock { $0 } == 13)

    try workshop.write("alpha.gguf", "longer")
    #expect(await watch.next()?.map(\.fileBytes) == [6, 12])
    try FileManager.default.removeItem(atPath: workshop.path("beta.gguf"))
    #expect(await watch.next()?.map(\.fileBytes) == [6])
  }

  @Test(.timeLimit(.minutes(1))) func `ends when its task is cancelled`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let changes = workshop.runtime(["true"]).offerChanges()
    let task = Task { for await _ in changes {} }
    task.cancel()
    await task.value
  }
}
