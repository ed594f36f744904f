import Testing

@testable import Domain

@Suite struct `The tensors of a header` {
  /// Block and bytes of `GGML_QUANT_SIZES` in gguf-py 0.19.0.
  private static let types: [(number: UInt32, block: UInt64, bytes: Int)] = [
    (0, 1, 4), (1, 1, 2), (2, 32, 18), (3, 32, 20), (6, 32, 22), (7, 32, 24), (8, 32, 34), (9, 32, 40), (10, 256, 84),
    (11, 256, 110), (12, 256, 144), (13, 256, 176), (14, 256, 210), (15, 256, 292), (16, 256, 66), (17, 256, 74),
    (18, 256, 98), (19, 256, 50), (20, 32, 18), (21, 256, 110), (22, 256, 82), (23, 256, 136), (24, 1, 1), (25, 1, 2),
    (26, 1, 4), (27, 1, 8), (28, 1, 8), (29, 256, 56), (30, 1, 2), (34, 256, 54), (35, 256, 66), (39, 32, 17),
    (40, 64, 36), (41, 128, 18),
  ]

  @Test(arguments: types)
  func `take bytes by their type`(_ type: (number: UInt32, block: UInt64, bytes: Int)) {
    var file = HeaderBuilder.decoder()
    file.addTensor("blk.0.attn_q.weight", [type.block * 3, 5], type: type.number)
    #expect(file.header.tensorBytes?.total == 15 * type.bytes)
  }

  @Test func `are summed by the place they go to`() {
    var file = HeaderBuilder.decoder()
    file.addTensor("token_embd.weight", [4, 10])
    file.addTensor("output.weight", [4, 20])
    file.addTensor("output_norm.weight", [4])
    file.addTensor("rope_freqs.weight", [8])
    file.addTensor("blk.0.attn_q.weight", [4, 4])
    file.addTensor("blk.0.ffn_up_exps.weight", [4, 4, 8])
    file.addTensor("blk.11.ffn_norm.weight", [4])
    let bytes = file.header.tensorBytes
    #expect(bytes?.tokenEmbedding == 160 && bytes?.outputMatrix == 320 && bytes?.outputNorm == 16)
    #expect(bytes?.layers == [0: 64, 11: 16] && bytes?.experts == [0: 512] && bytes?.other == 32)
    #expect(bytes?.total == 1120)
  }

  @Test(arguments: [
    "blk.weight", "blk..x", "blk.4096.x", "blk.99999999999999999999.x", "blk.1x.y", "blk.1", "", "v.blk.0.x",
  ])
  func `with other names belong to no layer`(_ name: String) {
    var file = HeaderBuilder.decoder()
    file.addTensor(name, [2])
    #expect(file.header.tensorBytes?.other == 8)
  }

  @Test func `of a type that is not known have no sum`() {
    var file = HeaderBuilder.decoder()
    file.addTensor("a", [256], type: 99)
    file.addTensor("b", [256])
    #expect(file.header.isComplete && file.header.tensorBytes == nil)
    #expect(file.header.elements == [99: 256, 0: 256])
  }

  @Test func `whose rows end within a block have no sum`() {
    var file = HeaderBuilder.decoder()
    file.addTensor("a", [48, 2], type: 8)
    #expect(file.header.tensorBytes == nil)
  }

  @Test(arguments: [[1 << 62, 1], [1 << 40, 1 << 22], [.max]] as [[UInt64]])
  func `that are too large have no sum`(_ dimensions: [UInt64]) {
    var file = HeaderBuilder.decoder()
    file.addTensor("a", dimensions)
    file.addTensor("b", dimensions)
    #expect(file.header.tensorBytes == nil)
  }

  @Test func `that a file only claims to have take no memory`() {
    for count in [262_145, 1_000_000_000, .max] as [UInt64] {
      var file = HeaderBuilder.decoder()
      file.tensorCount = count
      #expect(!file.header.isComplete && file.header.tensorBytes == nil)
    }
  }

  @Test func `are known only at the end of the header`() throws {
    var file = HeaderBuilder.decoder()
    file.addTensor("token_embd.weight", [576, 403])
    let whole = file.bytes
    for count in 8..<whole.count {
      #expect(try #require(GGUFHeader(Array(whole[..<count]))).tensorBytes == nil)
    }
    #expect(GGUFHeader(whole)?.tensorBytes?.total == 576 * 403 * 4)
  }
}

@Suite struct `A list of a header` {
  @Test func `is read where it has a number for each layer`() {
    let header = HeaderBuilder.decoder(lists: ["attention.head_count_kv": [8, 0, 8, 0]]).header
    #expect(header.list("attention.head_count_kv") == [8, 0, 8, 0])
    #expect(header.number("attention.head_count_kv") == nil)
  }

  @Test func `counts as empty when it is longer than any model`() {
    let numbers = Array(repeating: 1, count: 4097)
    let header = HeaderBuilder.decoder(lists: ["feed_forward_length": numbers]).header
    #expect(header.list("feed_forward_length") == [] && header.isComplete)
  }

  @Test func `of anything but whole numbers counts as empty`() {
    var file = HeaderBuilder.decoder()
    file.add(
      raw: "llama.attention.head_count_kv", kind: 9,
      HeaderBuilder.bytes(UInt32(6)) + HeaderBuilder.bytes(UInt64(1)) + [0, 0, 128, 63])
    #expect(file.header.list("attention.head_count_kv") == [] && file.header.isComplete)
  }

  @Test func `that nobody needs is skipped`() {
    #expect(
      HeaderBuilder.decoder(lists: ["rope.dimension_sections": [1, 2]]).header.list("rope.dimension_sections") == nil)
  }

  @Test func `is left out when there are too many, and that is known`() {
    var file = HeaderBuilder.decoder()
    for number in 0..<100 {
      file.add(
        raw: "x\(number).feed_forward_length", kind: 9,
        HeaderBuilder.bytes(UInt32(4)) + HeaderBuilder.bytes(UInt64(1)) + HeaderBuilder.bytes(UInt32(1)))
    }
    #expect(file.header.hasOmittedLists)
    #expect(throws: MemoryUnknown.unusable("attention.head_count_kv")) { try ModelShape(file.header) }
  }

  @Test func `of tokens is counted`() {
    var file = HeaderBuilder.decoder()
    file.addTokens(["a", "b", "c"])
    #expect(file.header.tokenCount == 3)
  }

  @Test func `that says it is longer than the file ends the header`() {
    var file = HeaderBuilder.decoder()
    file.add(
      raw: "llama.feed_forward_length", kind: 9, HeaderBuilder.bytes(UInt32(4)) + HeaderBuilder.bytes(UInt64.max))
    #expect(!file.header.isComplete)
  }
}
