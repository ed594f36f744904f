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
    Dictionary(uniqueKeysWithValues: try runtime.found().offers.map { ($0.baseModel.text, $0.fileBytes) })
  }

  @Test func `offers each file under its path without the ending`() throws {
    try workshop.write("alpha.gguf", "12345")
    try workshop.write("org/beta:7b.gguf", "123")
    try workshop.write("读/模型.gguf", "1")
    for other in ["readme.md", ".hidden.gguf", ".gguf", "gamma.gguf.part", ".cache/delta.gguf"] {
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

  private func look() throws -> WeightsFolder.Look {
    try WeightsFolder(path: workshop.folder, runtime: RuntimeID("local")).look()
  }

  private func leftOut() throws -> [String: LeftOut.Reason] {
    Dictionary(uniqueKeysWithValues: try look().leftOut.map { ($0.path, $0.reason) })
  }

  @Test(arguments: [
    ("Llama 3 (Q4).gguf", "Llama-3-(Q4)"), ("BIG.GGUF", "BIG"), ("my models/a b.gguf", "my-models/a-b"),
    ("tab\there.Gguf", "tab-here"), ("über [v2].gguf", "über-[v2]"), ("u\u{308}ber.gguf", "u\u{308}ber"),
  ])
  func `takes names that people give, with a dash for what an id may not hold`(_ name: String, _ id: String) throws {
    try workshop.write(name)
    let look = try look()
    #expect(look.weights.map { Array($0.offer.baseModel.text.utf8) } == [Array(id.utf8)])
    #expect(look.weights.map(\.file) == [workshop.path(name)])
    #expect(look.leftOut == [])
  }

  @Test func `gives an id that two files would have to the one that is called so, and says so of the other`() throws {
    for name in ["a b.gguf", "a-b.gguf", "c d.gguf", "c\td.gguf", "E.GGUF", "E.gguf"] { try workshop.write(name) }
    #expect(try look().weights.map(\.file) == ["E.gguf", "a-b.gguf", "c\td.gguf"].map(workshop.path))
    #expect(
      try leftOut() == [
        "a b.gguf": .sameID("a-b.gguf"), "c d.gguf": .sameID("c\td.gguf"), "E.GGUF": .sameID("E.gguf"),
      ])
  }

  @Test func `names what it leaves out, and why`() throws {
    try workshop.write("good.gguf")
    try workshop.write("part-00002-of-00003.gguf")
    try workshop.write("\(String(repeating: "long/", count: 6))\(String(repeating: "n", count: 240)).gguf")
    try workshop.write("1/2/3/4/5/6/7/8/9/deep.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: workshop.path("lost.gguf"), withDestinationPath: "nothing")
    try files.createSymbolicLink(atPath: workshop.path("round.gguf"), withDestinationPath: "round.gguf")
    #expect(mkfifo(workshop.path("pipe.gguf"), 0o600) == 0)
    let found = try look()
    #expect(found.weights.map(\.offer.baseModel.text) == ["good"])
    #expect(
      found.leftOut.map { "\($0.path.prefix(30)) \($0.code) \($0.about ?? "")".prefix(60) } == [
        "1/2/3/4/5/6/7/8/9/ too_deep 8",
        "long/long/long/long/long/long/ bad_name The model id is too long. Pl".prefix(60),
        "lost.gguf broken_link ", "part-00002-of-00003.gguf missing_parts 1 of 3", "pipe.gguf not_a_file ",
        "round.gguf link_circle ",
      ])
  }

  @Test(arguments: [
    ("clip", "mmproj", LeftOut.Reason?.some(.projector)), ("clip", nil, .projector), ("llama", "adapter", .adapter),
    ("controlvector", nil, .controlVector), ("imatrix", nil, .importanceMatrix),
    ("llama", "imatrix", .importanceMatrix),
    ("llama", "model", nil), ("qwen2vl", nil, nil), ("something-new", "model", nil),
  ])
  func `tells a model by its header, whatever it is called`(
    _ architecture: String, _ type: String?, _ reason: LeftOut.Reason?
  ) throws {
    try workshop.write("mmproj-x.gguf", bytes: GGUF(architecture, type).bytes)
    #expect(try leftOut()["mmproj-x.gguf"] == reason)
    #expect(try look().weights.count == (reason == nil ? 1 : 0))
  }

  @Test func `takes a file without tensors for a vocabulary, unless it is the first of several parts`() throws {
    try workshop.write("vocab.gguf", bytes: GGUF("llama", tensors: 0).bytes)
    try workshop.write("big-00001-of-00002.gguf", bytes: GGUF("llama", tensors: 0).bytes)
    try workshop.write("big-00002-of-00002.gguf", bytes: GGUF("llama").bytes)
    #expect(try leftOut() == ["vocab.gguf": .vocabulary])
    #expect(try look().weights.map(\.offer.baseModel.text) == ["big"])
  }

  @Test func `opens a file again only when it has changed`() throws {
    let folder = WeightsFolder(path: workshop.folder, runtime: RuntimeID("local"))
    let file = try workshop.write("x.gguf", bytes: GGUF("clip").bytes)
    let time = Date(timeIntervalSince1970: 1_000_000)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    #expect(try folder.look().leftOut.map(\.reason) == [.projector])
    // The same size and time: what is not looked at is not seen.
    let handle = try #require(FileHandle(forUpdatingAtPath: file))
    try handle.write(contentsOf: Data("XXXX".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    #expect(try folder.look().leftOut.map(\.reason) == [.projector])
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    #expect(try folder.look().weights.count == 1)
  }

  @Test func `looks into each folder once, at its own place before any link to it`() throws {
    try workshop.write("zoo/lion.gguf")
    let elsewhere = try Workshop()
    defer { elsewhere.remove() }
    try elsewhere.write("bear.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: workshop.path("all"), withDestinationPath: ".")
    try files.createSymbolicLink(atPath: workshop.path("zoo/up"), withDestinationPath: "..")
    try files.createSymbolicLink(atPath: workshop.path("animals"), withDestinationPath: "zoo")
    try files.createSymbolicLink(atPath: workshop.path("zoo/longer"), withDestinationPath: elsewhere.folder)
    try files.createSymbolicLink(atPath: workshop.path("far"), withDestinationPath: elsewhere.folder)
    #expect(try look().weights.map(\.offer.baseModel.text) == ["far/bear", "zoo/lion"])
  }

  @Test func `takes links to files, and hard links, for models of their own names`() throws {
    let file = try workshop.write("alpha.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: workshop.path("latest.gguf"), withDestinationPath: "alpha.gguf")
    try files.linkItem(atPath: file, toPath: workshop.path("twin.gguf"))
    // As the cache of Hugging Face has it.
    try workshop.write("models--org--m/blobs/5d41402a")
    try files.createDirectory(atPath: workshop.path("models--org--m/snapshots/1"), withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: workshop.path("models--org--m/snapshots/1/m.gguf"), withDestinationPath: "../../blobs/5d41402a")
    #expect(
      try look().weights.map(\.offer.baseModel.text) == ["alpha", "latest", "models--org--m/snapshots/1/m", "twin"])
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
    #expect { try runtime.found() } throws: {
      ($0 as? Refusal)?.code == "runtime.unreadable_models_folder"
    }
  }

  @Test func `changes an offer's fingerprint with the file`() throws {
    try workshop.write("alpha.gguf", "one")
    let before = try #require(try runtime.found().offers.first)
    try workshop.write("alpha.gguf", "two")
    let after = try #require(try runtime.found().offers.first)
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
    #expect(await watch.next()?.offers.map(\.fileBytes) == [3])
    // Told of as arriving, and as an offer once, complete. The known file stays meanwhile.
    let arriving = try #require(await watch.next())
    #expect(arriving.leftOut == [LeftOut("beta.gguf", .arriving, baseModel: ModelID(stored: "beta"))])
    #expect(arriving.offers.map(\.fileBytes) == [3])
    let complete = try #require(await watch.next())
    #expect(complete.offers.map(\.fileBytes) == [3, 12])
    #expect(complete.leftOut == [])
    #expect(looks.withLock { $0 } == 13)

    try workshop.write("alpha.gguf", "longer")
    #expect(await watch.next()?.offers.map(\.fileBytes) == [6, 12])
    try FileManager.default.removeItem(atPath: workshop.path("beta.gguf"))
    #expect(await watch.next()?.offers.map(\.fileBytes) == [6])
  }

  @Test(.timeLimit(.minutes(1))) func `ends when its task is cancelled`() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let changes = workshop.runtime(["true"]).changes()
    let task = Task { for await _ in changes {} }
    task.cancel()
    await task.value
  }
}
