import Domain
import Testing

@testable import Runtimes

@Suite struct `A download` {
  @Test func `follows redirects to web servers only, and never from https to http`() throws {
    #expect(
      try DownloadClient.follow("/b?x=1", from: "https://example.org/a/c.gguf") == "https://example.org/b?x=1")
    #expect(try DownloadClient.follow("https://cdn.org/b", from: "http://example.org/a") == "https://cdn.org/b")
    for target in [
      "file:///etc/passwd", "http://example.org/a", "ftp://x/y", "http://169.254.169.254/", "//", "https://",
    ] {
      #expect(throws: Refusal.self, "\(target)") { try DownloadClient.follow(target, from: "https://example.org/a") }
    }
  }

  @Test func `gives its token to one scheme, host and port only`() {
    let home = DownloadClient.origin(of: "https://huggingface.co")
    #expect(DownloadClient.origin(of: "https://HuggingFace.co:443/org/x") == home)
    for other in [
      "http://huggingface.co/", "https://huggingface.co:8443/", "https://huggingface.co.example.org/",
      "https://cdn.huggingface.co/", "https://example.org/huggingface.co",
    ] {
      #expect(DownloadClient.origin(of: other) != home)
    }
  }

  @Test func `takes only a SHA-256 for one`() {
    let digest = String(repeating: "0a", count: 32)
    #expect(DownloadClient.digest("\"\(digest.uppercased())\"") == digest)
    #expect(DownloadClient.digest("\"abc\"") == nil)
    #expect(DownloadClient.digest("W/\"\(digest)\"") == nil)
    #expect(DownloadClient.digest(nil) == nil)
  }

  @Test func `reads where an answer begins`() {
    #expect(ContentRange("bytes 5-9/10").map { [$0.start, $0.total] } == [5, 10])
    #expect(ContentRange("bytes 5-9/*").map { [$0.start, $0.total] } == [5, nil])
    #expect(ContentRange("bytes */10").map { [$0.start, $0.total] } == [nil, 10])
    for odd in ["", "bytes", "bytes a-b/c", "items 1-2/3", "bytes 99999999999999999999-1/2"] {
      #expect(ContentRange(odd)?.start == nil)
    }
  }
}

@Suite struct `A repository` {
  private let files = [
    "README.md", "m-Q4_K_M.gguf", "m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf", "mmproj-m-Q4_0.gguf",
    "m-IQ4_XS-00001-of-00002.gguf",
  ].compactMap { HuggingFaceRepository.File(["type": "file", "path": .string($0), "size": 7]) }

  private func chosen(_ quantization: String?) throws -> [String] {
    try HuggingFaceRepository.choose(quantization, among: files, in: "org/m").map(\.path)
  }

  @Test func `has the file of a quantization, by its whole name`() throws {
    #expect(try chosen("q4_k_m") == ["m-Q4_K_M.gguf"])
    #expect(try chosen(nil) == ["m-Q4_K_M.gguf"])
    #expect(try chosen("Q8_0") == ["m-Q8_0-00001-of-00002.gguf", "m-Q8_0-00002-of-00002.gguf"])
    #expect(throws: Refusal.self) { try chosen("Q4_K") }
    #expect(throws: Refusal.self) { try chosen("Q4_0") }
  }

  @Test func `whose parts are not all there has none to download`() {
    #expect(throws: Refusal.self) { try chosen("IQ4_XS") }
    #expect(throws: Refusal.self) { try HuggingFaceRepository.choose(nil, among: [], in: "org/m") }
  }
}

@Suite struct `The files of the models folder` {
  private let fixture: RuntimeFixture
  private var files: ModelsFolderFiles { ModelsFolderFiles(root: fixture.folder) }

  init() throws { fixture = try RuntimeFixture() }

  @Test func `are hidden and put back together, or not at all`() async throws {
    defer { fixture.remove() }
    try fixture.write("org/a.gguf", "GGUF one")
    try fixture.write("b.gguf", "GGUF two")
    #expect(throws: Refusal.self) { try files.hide(["org/a.gguf", "missing.gguf"], key: "k") }
    #expect(fixture.read("org/a.gguf") == "GGUF one")
    try files.hide(["org/a.gguf", "b.gguf"], key: "k")
    #expect(try await files.contents().weights.isEmpty)
    try fixture.write("b.gguf", "GGUF new")
    let refusal = #expect(throws: Refusal.self) { try files.putBack(["org/a.gguf", "b.gguf"], key: "k") }
    #expect(refusal?.code == "weights.exists")
    #expect(fixture.read("org/a.gguf") == nil && fixture.read("b.gguf") == "GGUF new")
  }

  @Test func `arrive unseen, go on where they stopped, and become visible when complete`() async throws {
    defer { fixture.remove() }
    func write(_ text: String, to arrival: any WeightsArrival) throws {
      try Array(text.utf8).withUnsafeBytes { try arrival.write($0) }
    }
    try write("GG", to: try await files.arrive("new/x.gguf", key: "key", reserve: 0))
    #expect(try await files.contents().weights.isEmpty)
    let arrival = try await files.arrive("new/x.gguf", key: "key", reserve: 0)
    #expect(arrival.receivedBytes == 2)
    try write("UF!", to: arrival)
    #expect(try await arrival.complete() == Digest.sha256("GGUF!"))
    try files.land(["new/x.gguf"], key: "key")
    #expect(try await files.contents().weights.map(\.name) == ["new/x"])
    #expect(try await files.digest(of: "new/x.gguf", isUrgent: false) == Digest.sha256("GGUF!"))
    let other = try await files.arrive("page.gguf", key: "key", reserve: 0)
    try write("<html>", to: other)
    await #expect(throws: Refusal.self) { try await other.complete() }
    files.abandon(["page.gguf"], key: "key")
    #expect(files.arrivedBytes("page.gguf", key: "key") == 0)
  }
}
