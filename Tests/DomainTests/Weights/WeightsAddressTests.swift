import Testing

@testable import Domain

@Suite struct `An address of weights` {
  private static let home = "https://huggingface.co"
  private static let mirror = "http://127.0.0.1:9000"

  @Test(arguments: [
    "https://huggingface.co/org/repo/blob/main/sub/x.gguf", "hf.co/org/repo/blob/main/sub/x.gguf",
    "https://huggingface.co/org/repo/resolve/main/sub/x.gguf?download=true",
    " huggingface.co/org/repo/raw/main/sub/x.gguf\n",
    "http://127.0.0.1:9000/org/repo/blob/main/sub/x.gguf#top",
  ])
  func `of Hugging Face is read as it is pasted`(_ text: String) throws {
    #expect(
      try WeightsAddress(text, huggingFace: Self.mirror)
        == .huggingFace(repository: "org/repo", revision: "main", path: "sub/x.gguf"))
  }

  @Test func `of a repository may name a quantization`() throws {
    #expect(
      try WeightsAddress("hf.co/org/repo:Q4_K_M", huggingFace: Self.home)
        == .repository("org/repo", quantization: "Q4_K_M"))
    #expect(
      try WeightsAddress("https://huggingface.co/org/repo", huggingFace: Self.home)
        == .repository("org/repo", quantization: nil))
  }

  @Test func `elsewhere stays as it is, without its fragment`() throws {
    #expect(
      try WeightsAddress("https://example.org/x.gguf?signature=1#y", huggingFace: Self.home)
        == .file(url: "https://example.org/x.gguf?signature=1"))
  }

  @Test(arguments: [
    "", "x", "/etc/passwd", "file:///etc/passwd", "ftp://example.org/x.gguf", "data:text/plain,GGUF", "https:///x.gguf",
    "https://user:password@example.org/x.gguf", "https://huggingface.co/org",
    "https://huggingface.co/org/repo/tree/main",
    "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/x.gguf", "http://metadata.google.internal/x.gguf",
  ])
  func `that nothing may be asked of is refused`(_ text: String) {
    let refusal = #expect(throws: Refusal.self) { try WeightsAddress(text, huggingFace: Self.home) }
    #expect(refusal?.kind == .invalid)
    #expect(refusal?.detail.contains("password@") != true)
  }

  @Test func `is shown without what may be a secret`() {
    #expect(
      WeightsAddress.shown("https://u:p@example.org:8443/a/x.gguf?token=1#f") == "https://example.org:8443/a/x.gguf")
  }
}

@Suite struct `The place of weights` {
  @Test(arguments: ["x.gguf", "org/x.GGUF", "a/b/c/x-00001-of-00002.gguf", "读/模型.gguf"])
  func `is a visible file below the models folder`(_ text: String) throws {
    #expect(try WeightsPath(text).text == text)
  }

  @Test(arguments: [
    "", ".gguf", "x.bin", "../x.gguf", "a/../x.gguf", "/x.gguf", "a//x.gguf", "./x.gguf", ".x.gguf", ".a/x.gguf",
    "a b.gguf", "a\u{0}.gguf", "a\\b.gguf", "1/2/3/4/5/6/7/8/9/x.gguf", String(repeating: "x", count: 250) + ".gguf",
  ])
  func `is nowhere else`(_ text: String) {
    #expect(throws: Refusal.self) { try WeightsPath(text) }
  }

  @Test func `of one part names all parts`() {
    #expect(WeightsPath.parts(of: "a/m-00002-of-00002.gguf") == ["a/m-00001-of-00002.gguf", "a/m-00002-of-00002.gguf"])
    #expect(WeightsPath.parts(of: "m.gguf") == ["m.gguf"])
    #expect(WeightsPath.parts(of: "m-00001-of-99999.gguf") == ["m-00001-of-99999.gguf"])
  }

  @Test func `needs room beside the reserve`() throws {
    let space = DiskSpace(freeBytes: 100, totalBytes: 1000)
    try space.check(for: 60, reserve: 40)
    let refusal = #expect(throws: Refusal.self) { try space.check(for: 61, reserve: 40) }
    #expect(refusal?.kind == .outOfStorage)
    #expect(refusal?.attachments["needed_bytes"] == .int(61))
  }
}
