import Testing

@testable import Domain

@Suite struct `The memory of weights` {
  /// 4 layers of 1000 bytes, of which 600 are experts; 2000 bytes of input, 2400 of output and its norm, 40 others.
  private func tensors(isTied: Bool = false) throws -> TensorBytes {
    var file = HeaderBuilder.decoder()
    for layer in 0..<4 {
      file.addTensor("blk.\(layer).attn_q.weight", [10, 10])
      file.addTensor("blk.\(layer).ffn_up_exps.weight", [10, 15])
    }
    file.addTensor("token_embd.weight", [10, 50])
    if !isTied { file.addTensor("output.weight", [10, 50]) }
    file.addTensor("output_norm.weight", [100])
    file.addTensor("rope_freqs.weight", [10])
    return try #require(file.header.tensorBytes)
  }

  struct Case: Sendable {
    var words: [String]
    var isTied = false
    var host: Int
    var device: Int
  }

  @Test(arguments: [
    Case(words: [], host: 2040, device: 6400), Case(words: ["-ngl", "0"], host: 8440, device: 0),
    // The output is the last layer.
    Case(words: ["-ngl", "1"], host: 6040, device: 2400), Case(words: ["-ngl", "3"], host: 4040, device: 4400),
    Case(words: ["-ngl", "all", "--cpu-moe"], host: 4440, device: 4000),
    Case(words: ["--n-cpu-moe", "1"], host: 2640, device: 5800),
    Case(words: ["-ngl", "3", "--n-cpu-moe", "3"], host: 4640, device: 3800),
    // A device gets a copy of the input.
    Case(words: [], isTied: true, host: 2040, device: 6400),
    Case(words: ["-ngl", "0"], isTied: true, host: 6440, device: 0),
  ])
  func `lies where llama.cpp puts their layers`(_ example: Case) throws {
    var settings = MemorySettings.with { $0.hasDevice = true }
    settings.read(words: example.words)
    let memory = try WeightsMemory(tensors(isTied: example.isTied), blockCount: 4, settings)
    #expect(memory.split == MemorySplit(host: example.host, device: example.device))
    #expect(memory.lines.reduce(0) { $0 + $1.bytes } == memory.split.total)
  }

  @Test func `is that of the machine where there is no device`() throws {
    #expect(try WeightsMemory(tensors(), blockCount: 4, MemorySettings()).split == MemorySplit(host: 8440))
  }
}

@Suite struct `An estimate of memory` {
  /// The dimensions and tensors of `scripts/make-model --size 55MB`.
  private func model() -> HeaderBuilder {
    var file = HeaderBuilder.decoder()
    file.addTensor("token_embd.weight", [576, 403])
    file.addTensor("output.weight", [576, 403])
    file.addTensor("output_norm.weight", [576])
    for layer in 0..<4 {
      for name in ["attn_q", "attn_k", "attn_v", "attn_output"] {
        file.addTensor("blk.\(layer).\(name).weight", [576, 576])
      }
      for name in ["ffn_gate", "ffn_up", "ffn_down"] { file.addTensor("blk.\(layer).\(name).weight", [576, 1152]) }
      for name in ["attn_norm", "ffn_norm"] { file.addTensor("blk.\(layer).\(name).weight", [576]) }
    }
    return file
  }

  private func estimate(_ file: HeaderBuilder, _ settings: MemorySettings = .init()) -> MemoryEstimate {
    MemoryEstimate([file.header], fileBytes: 55_000_000, settings)
  }

  @Test func `is the sum of its parts`() {
    let estimate = estimate(model())
    #expect(estimate.stage == .computed)
    // llama-server b10068: 52.42 and 72.00 MiB.
    #expect(estimate.weights == MemorySplit(host: 54_961_920))
    #expect(estimate.context == MemorySplit(host: 72 * mebibyte))
    #expect(estimate.process == MemorySplit(host: 32 * mebibyte))
    #expect(
      estimate.split.host == estimate.weights.host + estimate.context.host + estimate.compute.host + 32 * mebibyte)
    #expect(estimate.split.device == 0)
  }

  @Test func `is explained to the last byte`() {
    let estimate = estimate(model())
    #expect(estimate.explanation.reduce(0) { $0 + $1.bytes } == estimate.split.total)
    #expect(Set(estimate.explanation.map(\.part)) == Set(MemoryEstimate.Part.allCases))
  }

  /// MiB that llama-server b10068 reserved on a processor.
  @Test(
    arguments: [
      ([], 18.1), (["-np", "4"], 12), (["-c", "32768"], 42), (["-c", "4352"], 14.39),
      (["-b", "2048", "-ub", "2048"], 72.6),
      (["-fa", "off"], 311), (["-fa", "off", "-c", "32768"], 1223),
    ] as [([String], Double)])
  func `of computation is little above what was measured`(_ words: [String], _ measured: Double) {
    var settings = MemorySettings()
    settings.read(words: words)
    let mebibytes = Double(estimate(model(), settings).compute.total) / Double(mebibyte)
    #expect(mebibytes >= measured - 0.5 && mebibytes <= measured * 1.4)
  }

  /// MiB that llama-server b10068 reserved with a vocabulary of 60,547.
  @Test(
    arguments: [
      (["--embedding"], 118.23), (["--embedding", "--pooling", "mean"], 126.12),
      (["--embedding", "-b", "128", "-ub", "512"], 29.56), (["-np", "8"], 3.98), ([], 10.06),
    ] as [([String], Double)])
  func `of computation has results of all tokens only where they are asked for`(_ words: [String], _ measured: Double) {
    let file = HeaderBuilder.decoder(
      "llama",
      [
        "embedding_length": 64, "attention.head_count": 4, "attention.head_count_kv": 4, "feed_forward_length": 128,
        "vocab_size": 60_547,
      ])
    var settings = MemorySettings.with { $0.reservesAllResults = false }
    settings.read(words: words)
    let mebibytes = Double(estimate(file, settings).compute.total) / Double(mebibyte)
    #expect(mebibytes >= measured && mebibytes <= measured * 1.4 + 1)
  }

  @Test func `counts the weights of all parts`() {
    var second = HeaderBuilder("llama")
    second.addTensor("blk.3.ffn_up_exps.weight", [576, 100])
    let both = MemoryEstimate([model().header, second.header], fileBytes: 1, MemorySettings())
    #expect(both.weights.host == 54_961_920 + 576 * 100 * 4 && both.stage == .computed)
  }

  @Test func `of computation on a device has a part of the machine's memory`() {
    let whole = estimate(model(), .with { $0.hasDevice = true })
    // One row of each token, and the mask.
    #expect(whole.compute.host == 512 * 576 * 4 + 512 * 8192 * 2 && whole.compute.device > whole.compute.host)
    let partial = estimate(
      model(),
      .with {
        $0.hasDevice = true
        $0.deviceLayers = 2
      })
    #expect(partial.compute.host == partial.compute.device && partial.compute.device == whole.compute.device)
    #expect(partial.explanation.reduce(0) { $0 + $1.bytes } == partial.split.total)
  }

  @Test func `of a device has a driver's context and a margin of its own`() {
    let estimate = estimate(model(), .with { $0.hasDevice = true })
    #expect(estimate.process == MemorySplit(host: 32 * mebibyte, device: 512 * mebibyte))
    #expect(estimate.context == MemorySplit(device: 72 * mebibyte))
    let margin = estimate.withMargin
    #expect(margin.host == estimate.split.host + estimate.split.host / 10 + 256 * mebibyte)
    #expect(margin.device == estimate.split.device + estimate.split.device / 100 * 15 + 1024 * mebibyte)
  }

  private static let guess = 1_000_000_000 + 250_000_000 + 1024 * mebibyte

  private func guessed(_ headers: [GGUFHeader?], because reason: MemoryUnknown) -> Bool {
    let estimate = MemoryEstimate(headers, fileBytes: 1_000_000_000, MemorySettings())
    return estimate.stage == .guessed(because: reason) && estimate.split == MemorySplit(host: Self.guess)
      && estimate.withMargin == estimate.split && estimate.explanation.map(\.bytes) == [Self.guess]
  }

  @Test(arguments: ["deepseek4", "t5", "clip", "", "llama9"])
  func `is guessed for an architecture that is not known`(_ architecture: String) {
    #expect(guessed([HeaderBuilder.decoder(architecture).header], because: .architecture(architecture)))
  }

  @Test func `is guessed where a part was not read, or not to its end`() {
    let whole = model()
    #expect(guessed([], because: .incompleteHeader))
    #expect(guessed([nil], because: .incompleteHeader))
    #expect(guessed([whole.header, nil], because: .incompleteHeader))
    #expect(guessed([GGUFHeader(Array(whole.bytes.dropLast()))], because: .incompleteHeader))
    #expect(guessed([GGUFHeader(Array(whole.bytes.prefix(24)))], because: .architecture(nil)))
  }

  @Test func `is guessed where a tensor has an unknown size`() {
    var file = model()
    file.addTensor("blk.0.odd.weight", [256], type: 99)
    #expect(guessed([file.header], because: .tensorSizes))
  }

  @Test(arguments: ["block_count", "embedding_length", "context_length"])
  func `is guessed where a dimension is nothing or beyond measure`(_ key: String) {
    for value in [0, Int(UInt32.max)] {
      #expect(guessed([HeaderBuilder.decoder("llama", [key: value]).header], because: .unusable(key)))
    }
    var missing = HeaderBuilder(
      "llama", ["block_count": 4, "embedding_length": 8, "context_length": 8].filter { $0.key != key })
    missing.addTensor("a", [1])
    #expect(guessed([missing.header], because: .missing(key)))
  }

  @Test func `is guessed where a list is shorter than the model has layers`() {
    let file = HeaderBuilder.decoder(lists: ["attention.head_count_kv": [1, 2]])
    #expect(guessed([file.header], because: .unusable("attention.head_count_kv")))
  }

  @Test func `does not trap on the largest dimensions that are read`() {
    let most = [
      "block_count": 4096, "context_length": 1 << 31, "embedding_length": 1 << 24, "feed_forward_length": 1 << 24,
      "attention.head_count": 1 << 16, "attention.head_count_kv": 1 << 16, "attention.key_length": 1 << 24,
      "attention.value_length": 1 << 24, "ssm.conv_kernel": 1 << 24, "ssm.inner_size": 1 << 24,
      "ssm.state_size": 1 << 24, "ssm.group_count": 1 << 16, "vocab_size": 1 << 31, "expert_count": 1 << 16,
      "expert_feed_forward_length": 1 << 24,
    ]
    for architecture in ["llama", "falcon-h1", "mamba2", "gemma3", "bert"] {
      let file = HeaderBuilder.decoder(architecture, most)
      let estimate = MemoryEstimate([file.header], fileBytes: .max, .with { $0.flashAttention = .off })
      #expect(estimate.withMargin.total > 0)
    }
  }

  @Test func `does not trap on settings that are out of range`() {
    for value in [Int.min, -1, 0, .max] {
      let settings = MemorySettings.with {
        $0.context = value
        $0.parallel = value
        $0.batch = value
        $0.microBatch = value
        $0.deviceLayers = value
        $0.hostExpertLayers = value
        $0.hasDevice = true
      }
      #expect(estimate(model(), settings).withMargin.total > 0)
    }
  }
}
