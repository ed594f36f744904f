import Domain
import Foundation
import Logging
import Synchronization
import Testing

@testable import Runtimes

@Suite final class `The models folder`: Sendable {
  private let fixture: RuntimeFixture
  private var runtime: ProcessRuntime { fixture.runtime(["true"]) }

  init() throws { fixture = try RuntimeFixture() }
  deinit { fixture.remove() }

  private func available() throws -> [String: Int] {
    Dictionary(uniqueKeysWithValues: try runtime.readFolder().weights.map { ($0.baseModel.text, $0.fileBytes ?? 0) })
  }

  @Test func `lists each file under its path without the ending`() throws {
    try fixture.write("alpha.gguf", "12345")
    try fixture.write("org/beta:7b.gguf", "123")
    try fixture.write("读/模型.gguf", "1")
    for other in ["readme.md", ".hidden.gguf", ".gguf", "gamma.gguf.part", ".cache/delta.gguf"] {
      try fixture.write(other)
    }
    #expect(try available() == ["alpha": 5, "org/beta:7b": 3, "读/模型": 1])
  }

  @Test func `lists weights in parts once, when all parts are there`() throws {
    try fixture.write("big-00001-of-00002.gguf", "12345")
    #expect(try available() == [:])
    try fixture.write("big-00002-of-00002.gguf", "123")
    #expect(try available() == ["big": 8])
    let folder = WeightsFolder(path: fixture.folder, runtime: RuntimeID("local"))
    #expect(try folder.list().entries.map(\.file) == [fixture.path("big-00001-of-00002.gguf")])
    try fixture.write("big.gguf", "1")
    #expect(try available() == ["big": 1])
  }

  private func list() throws -> WeightsFolder.Listing {
    try WeightsFolder(path: fixture.folder, runtime: RuntimeID("local")).list()
  }

  private func skipped() throws -> [String: SkippedFile.Reason] {
    Dictionary(uniqueKeysWithValues: try list().skipped.map { ($0.path, $0.reason) })
  }

  @Test(arguments: [
    ("Llama 3 (Q4).gguf", "Llama-3-(Q4)"), ("BIG.GGUF", "BIG"), ("my models/a b.gguf", "my-models/a-b"),
    ("tab\there.Gguf", "tab-here"), ("über [v2].gguf", "über-[v2]"), ("u\u{308}ber.gguf", "u\u{308}ber"),
  ])
  func `takes names that people give, with a dash for what an id may not hold`(_ name: String, _ id: String) throws {
    try fixture.write(name)
    let listing = try list()
    #expect(listing.entries.map { Array($0.weights.baseModel.text.utf8) } == [Array(id.utf8)])
    #expect(listing.entries.map(\.file) == [fixture.path(name)])
    #expect(listing.skipped == [])
  }

  @Test func `gives an id that two files would have to the one that is called so, and says so of the other`() throws {
    for name in ["a b.gguf", "a-b.gguf", "c d.gguf", "c\td.gguf", "E.GGUF", "E.gguf"] { try fixture.write(name) }
    #expect(try list().entries.map(\.file) == ["E.gguf", "a-b.gguf", "c\td.gguf"].map(fixture.path))
    #expect(
      try skipped() == [
        "a b.gguf": .sameID("a-b.gguf"), "c d.gguf": .sameID("c\td.gguf"), "E.GGUF": .sameID("E.gguf"),
      ])
  }

  @Test func `names the files that it skips, and why`() throws {
    try fixture.write("good.gguf")
    try fixture.write("part-00002-of-00003.gguf")
    try fixture.write("\(String(repeating: "long/", count: 6))\(String(repeating: "n", count: 240)).gguf")
    try fixture.write("1/2/3/4/5/6/7/8/9/deep.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: fixture.path("lost.gguf"), withDestinationPath: "nothing")
    try files.createSymbolicLink(atPath: fixture.path("round.gguf"), withDestinationPath: "round.gguf")
    #expect(mkfifo(fixture.path("pipe.gguf"), 0o600) == 0)
    let found = try list()
    #expect(found.entries.map(\.weights.baseModel.text) == ["good"])
    #expect(
      found.skipped.map { "\($0.path.prefix(30)) \($0.code) \($0.about ?? "")".prefix(60) } == [
        "1/2/3/4/5/6/7/8/9/ too_deep 8",
        "long/long/long/long/long/long/ bad_name The model id is too long. Pl".prefix(60),
        "lost.gguf broken_link ", "part-00002-of-00003.gguf missing_parts 1 of 3", "pipe.gguf not_a_file ",
        "round.gguf link_circle ",
      ])
  }

  @Test(arguments: [
    ("clip", "mmproj", SkippedFile.Reason?.some(.projector)), ("clip", nil, .projector), ("llama", "adapter", .adapter),
    ("controlvector", nil, .controlVector), ("imatrix", nil, .importanceMatrix),
    ("llama", "imatrix", .importanceMatrix),
    ("llama", "model", nil), ("qwen2vl", nil, nil), ("something-new", "model", nil),
  ])
  func `tells a model by its header, whatever it is called`(
    _ architecture: String, _ type: String?, _ reason: SkippedFile.Reason?
  ) throws {
    try fixture.write("mmproj-x.gguf", bytes: GGUF(architecture, type).bytes)
    #expect(try skipped()["mmproj-x.gguf"] == reason)
    #expect(try list().entries.count == (reason == nil ? 1 : 0))
  }

  @Test func `takes a file without tensors for a vocabulary, unless it is the first of several parts`() throws {
    try fixture.write("vocab.gguf", bytes: GGUF("llama", tensors: 0).bytes)
    try fixture.write("big-00001-of-00002.gguf", bytes: GGUF("llama", tensors: 0).bytes)
    try fixture.write("big-00002-of-00002.gguf", bytes: GGUF("llama").bytes)
    #expect(try skipped() == ["vocab.gguf": .vocabulary])
    #expect(try list().entries.map(\.weights.baseModel.text) == ["big"])
  }

  @Test func `opens a file again only when it has changed`() throws {
    let folder = WeightsFolder(path: fixture.folder, runtime: RuntimeID("local"))
    let file = try fixture.write("x.gguf", bytes: GGUF("clip").bytes)
    let time = Date(timeIntervalSince1970: 1_000_000)
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    #expect(try folder.list().skipped.map(\.reason) == [.projector])
    // The same size and time: the file is not opened again.
    let handle = try #require(FileHandle(forUpdatingAtPath: file))
    try handle.write(contentsOf: Data("XXXX".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
    #expect(try folder.list().skipped.map(\.reason) == [.projector])
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
    #expect(try folder.list().entries.count == 1)
  }

  @Test func `looks into each folder once, at its own place before any link to it`() throws {
    try fixture.write("zoo/lion.gguf")
    let elsewhere = try RuntimeFixture()
    defer { elsewhere.remove() }
    try elsewhere.write("bear.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: fixture.path("all"), withDestinationPath: ".")
    try files.createSymbolicLink(atPath: fixture.path("zoo/up"), withDestinationPath: "..")
    try files.createSymbolicLink(atPath: fixture.path("animals"), withDestinationPath: "zoo")
    try files.createSymbolicLink(atPath: fixture.path("zoo/longer"), withDestinationPath: elsewhere.folder)
    try files.createSymbolicLink(atPath: fixture.path("far"), withDestinationPath: elsewhere.folder)
    #expect(try list().entries.map(\.weights.baseModel.text) == ["far/bear", "zoo/lion"])
  }

  @Test func `takes links to files, and hard links, for models of their own names`() throws {
    let file = try fixture.write("alpha.gguf")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: fixture.path("latest.gguf"), withDestinationPath: "alpha.gguf")
    try files.linkItem(atPath: file, toPath: fixture.path("twin.gguf"))
    // As the cache of Hugging Face has it.
    try fixture.write("models--org--m/blobs/5d41402a")
    try files.createDirectory(atPath: fixture.path("models--org--m/snapshots/1"), withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: fixture.path("models--org--m/snapshots/1/m.gguf"), withDestinationPath: "../../blobs/5d41402a")
    #expect(
      try list().entries.map(\.weights.baseModel.text) == ["alpha", "latest", "models--org--m/snapshots/1/m", "twin"])
  }

  @Test func `follows links, but not in circles`() throws {
    try fixture.write("store/blob")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: fixture.path("linked.gguf"), withDestinationPath: "store/blob")
    try files.createSymbolicLink(
      atPath: fixture.path("dangling.gguf"), withDestinationPath: "nothing")
    try files.createSymbolicLink(atPath: fixture.path("store/up"), withDestinationPath: "..")
    #expect(try available().keys.contains("linked"))
    #expect(try available().count <= 2)
  }

  @Test func `that is missing is a refusal`() throws {
    fixture.remove()
    #expect { try runtime.readFolder() } throws: {
      ($0 as? Refusal)?.code == "runtime.unreadable_models_folder"
    }
  }

  @Test func `changes the fingerprint with the file`() throws {
    try fixture.write("alpha.gguf", "one")
    let before = try #require(try runtime.readFolder().weights.first)
    try fixture.write("alpha.gguf", "two")
    let after = try #require(try runtime.readFolder().weights.first)
    #expect(before.fingerprint != after.fingerprint)
    #expect(before.fileBytes == after.fileBytes)
  }
}

@Suite struct `Watching the models folder` {
  @Test(.timeLimit(.minutes(5)))
  func `reports new, changed and removed files once they have stopped growing`() async throws {
    let fixture = try RuntimeFixture()
    defer { fixture.remove() }
    let file = try fixture.write("alpha.gguf", "one")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: file)
    let scans = Mutex(0)
    // A fixed clock: no file gets old while the test runs, however busy the machine is.
    let now = WeightsFolder.Timestamp.now.seconds
    @Sendable func standingClock() -> Int { now }
    let watcher = WeightsWatcher(
      folder: WeightsFolder(path: fixture.folder, runtime: RuntimeID("local")), logger: Logger(label: "test"),
      now: standingClock
    ) {
      // A second file grows from one scan to the next.
      let scan = scans.withLock { scans in
        scans += 1
        return scans
      }
      if scan <= 12 { _ = try? fixture.write("beta.gguf", String(repeating: "x", count: scan)) }
    }
    // Old enough to count at once.
    #expect(await watcher.next()?.weights.map(\.fileBytes) == [3])
    // Reported as arriving, and as available once, when it is complete. The known file stays meanwhile.
    let arriving = try #require(await watcher.next())
    #expect(arriving.skipped == [SkippedFile("beta.gguf", .arriving, baseModel: ModelID(stored: "beta"))])
    #expect(arriving.weights.map(\.fileBytes) == [3])
    let complete = try #require(await watcher.next())
    #expect(complete.weights.map(\.fileBytes) == [3, 12])
    #expect(complete.skipped == [])
    #expect(scans.withLock { $0 } == 13)

    try fixture.write("alpha.gguf", "longer")
    #expect(await watcher.next()?.weights.map(\.fileBytes) == [6, 12])
    try FileManager.default.removeItem(atPath: fixture.path("beta.gguf"))
    #expect(await watcher.next()?.weights.map(\.fileBytes) == [6])
  }

  @Test(.timeLimit(.minutes(5))) func `ends when its task is cancelled`() async throws {
    let fixture = try RuntimeFixture()
    defer { fixture.remove() }
    let changes = fixture.runtime(["true"]).scans()
    let task = Task { for await _ in changes {} }
    task.cancel()
    await task.value
  }
}
