import Testing

@testable import Domain

/// Numbers in MiB are those that llama-server b10068 reported for files of the same dimensions, where nothing else is
/// said.
@Suite struct `The memory of a context` {
  private func context(_ file: HeaderBuilder, _ settings: MemorySettings = .init()) throws -> ContextMemory {
    try ContextMemory(ModelShape(file.header), settings)
  }

  struct Case: Sendable {
    var words: [String]
    var mebibytes: Double
  }

  @Test(arguments: [
    Case(words: [], mebibytes: 72), Case(words: ["-c", "32768"], mebibytes: 288),
    Case(words: ["-c", "32768", "-ctk", "q8_0", "-ctv", "q8_0"], mebibytes: 153),
    Case(words: ["-np", "4"], mebibytes: 72), Case(words: ["-c", "4352"], mebibytes: 38.25),
    Case(words: ["-c", "0"], mebibytes: 72), Case(words: ["-ctk", "q4_0"], mebibytes: 46.125),
    Case(words: ["-ctv", "f32"], mebibytes: 108), Case(words: ["-ctk", "q5_1", "-ctv", "iq4_nl"], mebibytes: 23.625),
  ])
  func `grows with its tokens and the bytes of each`(_ example: Case) throws {
    var settings = MemorySettings()
    settings.read(words: example.words)
    let memory = try context(.decoder(), settings)
    #expect(memory.split == MemorySplit(host: Int(example.mebibytes * Double(mebibyte))))
    #expect(memory.state == MemorySplit())
  }

  @Test(
    arguments: [
      (5000, nil, nil, 5120), (5000, 3, nil, 5376), (5000, 3, true, 5120), (200, nil, nil, 256), (10, 4, nil, 1024),
      (8192, 1, nil, 8192),
    ] as [(Int, Int?, Bool?, Int)])
  func `is rounded up to 256 tokens for each request or for all`(
    _ tokens: Int, _ parallel: Int?, _ isUnified: Bool?, _ cells: Int
  ) throws {
    let settings = MemorySettings.with {
      $0.context = tokens
      $0.parallel = parallel
      $0.isUnified = isUnified
    }
    #expect(try context(.decoder(), settings).split.total == cells * 4 * 576 * 4)
  }

  @Test func `has fewer heads for keys and values than for queries`() throws {
    let file = HeaderBuilder.decoder("qwen3", ["attention.head_count_kv": 2, "attention.key_length": 128])
    // Keys have their own length, values that of the embedding: 128 and 32.
    #expect(try context(file).split.total == 8192 * 4 * 2 * (128 + 32) * 2)
  }

  @Test func `leaves out layers without attention`() throws {
    let file = HeaderBuilder.decoder("deci", lists: ["attention.head_count_kv": [4, 0, 2, 0]])
    #expect(try context(file).split.total == 8192 * (4 + 2) * 32 * 2 * 2)
  }

  @Test func `without flash attention has values as long as the longest`() throws {
    let file = HeaderBuilder.decoder("deci", lists: ["attention.head_count_kv": [4, 0, 2, 0]])
    let settings = MemorySettings.with { $0.flashAttention = .off }
    #expect(try context(file, settings).split.total == 8192 * ((4 + 2) + 4 * 4) * 32 * 2)
  }

  /// mostlygeek/llama-swap#315: 4096 cells for 4 layers, 2560 for 16.
  @Test func `of gpt-oss is 32 MiB for full layers and 80 MiB for windowed ones`() throws {
    let file = HeaderBuilder.decoder(
      "gpt-oss",
      [
        "block_count": 20, "context_length": 4096, "embedding_length": 2880, "attention.head_count": 64,
        "attention.head_count_kv": 8, "attention.key_length": 64, "attention.value_length": 64,
        "attention.sliding_window": 512,
      ], lists: ["attention.sliding_window_pattern": (0..<20).map { $0 % 5 == 4 ? 0 : 1 }])
    let settings = MemorySettings.with {
      $0.parallel = 1
      $0.microBatch = 2048
    }
    #expect(try context(file, settings).lines.map(\.bytes) == [80 * mebibyte, 32 * mebibyte])
  }

  @Test(
    arguments: [
      ([], 1, 2560), (["-b", "128"], 1, 2304), (["--swa-full"], 1, 8192),
      (["-c", "1000", "-kvu", "-np", "3"], 1, 1024),
      (["--embedding", "-b", "2048", "-ub", "256"], 1, 2304), (["-c", "5000", "-np", "3"], 3, 1024),
      (["-c", "200"], 1, 256),
    ] as [([String], Int, Int)])
  func `of Gemma 3 has the cells that llama-server says`(_ words: [String], _ streams: Int, _ cells: Int) throws {
    let file = HeaderBuilder.decoder(
      "gemma3",
      [
        "block_count": 7, "embedding_length": 64, "attention.head_count": 4, "attention.head_count_kv": 2,
        "attention.key_length": 32, "attention.value_length": 32, "attention.sliding_window": 512,
      ])
    var settings = MemorySettings()
    settings.read(words: words)
    let full = try settings.cells(trained: 8192)
    let bytes = streams * (full.cells + 6 * cells) * 2 * 64 * 2
    #expect(try context(file, settings).split.total == bytes)
  }

  @Test(arguments: [
    ("gemma2", 4, 2), ("gemma3", 12, 10), ("gemma3n", 10, 8), ("cohere2", 8, 6), ("gpt-oss", 8, 4), ("exaone4", 8, 6),
    ("smallthinker", 8, 6), ("llama4", 8, 6), ("plamo3", 8, 7), ("mimo2", 8, 0),
  ])
  func `has windows in the pattern of its family`(_ architecture: String, _ layers: Int, _ windowed: Int) throws {
    let file = HeaderBuilder.decoder(
      architecture, ["block_count": layers, "attention.sliding_window": 512, "context_length": 65_536])
    let shape = try ModelShape(file.header)
    #expect(shape.layers.count { $0.isWindowed } == windowed)
  }

  @Test func `has no window where the file says none, or the family has none`() throws {
    let without = HeaderBuilder.decoder("llama4", ["attention.sliding_window": 0])
    #expect(try !ModelShape(without.header).layers.contains(where: \.isWindowed))
    let ignored = HeaderBuilder.decoder("phi3", ["attention.sliding_window": 2048])
    #expect(try !ModelShape(ignored.header).layers.contains(where: \.isWindowed))
  }

  @Test func `is shared by the last layers of some models`() throws {
    let gemma = HeaderBuilder.decoder("gemma3n", ["block_count": 30, "attention.sliding_window": 512])
    #expect(try ModelShape(gemma.header).layers.count { $0.hasCache } == 20)
    let later = HeaderBuilder.decoder("gemma4", ["block_count": 30, "attention.shared_kv_layers": 12])
    #expect(try ModelShape(later.header).layers.count { $0.hasCache } == 18)
  }

  /// b10068: K 2.25 MiB, V 0.00 MiB.
  @Test func `of latent attention is one row for keys and values`() throws {
    let file = HeaderBuilder.decoder(
      "deepseek2",
      [
        "block_count": 3, "embedding_length": 64, "attention.head_count": 4, "attention.head_count_kv": 1,
        "attention.key_length": 48, "attention.value_length": 32, "attention.key_length_mla": 32,
        "attention.value_length_mla": 16, "attention.kv_lora_rank": 32,
      ])
    #expect(try context(file).split.total == Int(2.25 * Double(mebibyte)))
  }

  /// b10068: 0.11 MiB, of which R 0.02 and S 0.09.
  @Test func `of Mamba is a state for each request, whatever the tokens`() throws {
    let file = HeaderBuilder(
      "mamba",
      [
        "block_count": 3, "context_length": 8192, "embedding_length": 64, "attention.head_count": 0,
        "ssm.conv_kernel": 4, "ssm.inner_size": 128, "ssm.state_size": 16, "ssm.time_step_rank": 4,
      ])
    for tokens in [512, 32_768] {
      let memory = try context(file, .with { $0.context = tokens })
      #expect(memory.state == MemorySplit(host: 3 * 4 * (3 * 128 + 16 * 128) * 4) && memory.cache == MemorySplit())
    }
  }

  @Test(arguments: [
    ("rwkv7", ["wkv.head_size": 64, "token_shift_count": 2], 2 * 576 + 576 * 64),
    ("rwkv6qwen2", ["wkv.head_size": 64, "token_shift_count": 1], 576 + 576 * 64),
    (
      "mamba2", ["ssm.conv_kernel": 4, "ssm.inner_size": 128, "ssm.state_size": 16, "ssm.group_count": 2],
      3 * (128 + 2 * 2 * 16) + 16 * 128
    ),
  ])
  func `of a recurrent model has the numbers of its family`(
    _ architecture: String, _ keys: [String: Int], _ numbers: Int
  ) throws {
    let memory = try context(.decoder(architecture, keys), .with { $0.parallel = 2 })
    #expect(memory.split == MemorySplit(host: 4 * 2 * numbers * 4))
  }

  /// b10068: KV 2.00 MiB of 2 layers; RS 4 requests.
  @Test func `of LFM2 is a cache in some layers and a state in the others`() throws {
    let file = HeaderBuilder.decoder(
      "lfm2", ["embedding_length": 64, "attention.head_count": 4, "shortconv.l_cache": 3],
      lists: ["attention.head_count_kv": [0, 2, 0, 2]])
    let memory = try context(file)
    #expect(memory.cache == MemorySplit(host: 2 * mebibyte))
    #expect(memory.state == MemorySplit(host: 2 * 4 * 64 * 2 * 4))
  }

  @Test func `of Qwen3-Next has attention in every fourth layer`() throws {
    var numbers = [
      "block_count": 48, "embedding_length": 2048, "attention.head_count": 16, "attention.head_count_kv": 2,
      "attention.key_length": 256, "attention.value_length": 256, "ssm.conv_kernel": 4, "ssm.inner_size": 4096,
      "ssm.state_size": 128, "ssm.group_count": 16,
    ]
    let state = 3 * (4096 + 2 * 16 * 128) + 128 * 4096
    for (interval, attention) in [(nil, 12), (8, 6)] as [(Int?, Int)] {
      numbers["full_attention_interval"] = interval
      let memory = try context(.decoder("qwen3next", numbers))
      #expect(memory.cache.total == attention * 8192 * 2 * 2 * 256 * 2)
      #expect(memory.state.total == (48 - attention) * 4 * state * 4)
    }
  }

  @Test func `of Falcon-H1 is both in every layer`() throws {
    let file = HeaderBuilder.decoder(
      "falcon-h1", ["ssm.conv_kernel": 4, "ssm.inner_size": 128, "ssm.state_size": 16, "ssm.group_count": 1])
    let memory = try context(file)
    #expect(memory.cache.total == 72 * mebibyte)
    #expect(memory.state.total == 4 * 4 * (3 * (128 + 32) + 16 * 128) * 4)
  }

  @Test func `of Nemotron-H is nothing in layers that only feed forward`() throws {
    let file = HeaderBuilder.decoder(
      "nemotron_h", ["ssm.conv_kernel": 4, "ssm.inner_size": 128, "ssm.state_size": 16],
      lists: ["attention.head_count_kv": [0, 2, 0, 0], "feed_forward_length": [0, 0, 1152, 0]])
    let shape = try ModelShape(file.header)
    #expect(shape.layers.map(\.isRecurrent) == [true, false, false, true])
    #expect(shape.layers.map(\.hasCache) == [false, true, false, false])
  }

  @Test func `of Kimi Linear is latent attention, and a state of its own kind`() throws {
    let file = HeaderBuilder.decoder(
      "kimi-linear",
      [
        "attention.key_length": 48, "attention.value_length": 32, "attention.key_length_mla": 32,
        "attention.value_length_mla": 16, "ssm.conv_kernel": 4, "kda.head_dim": 8,
      ], lists: ["attention.head_count_kv": [0, 0, 0, 1]])
    let memory = try context(file)
    #expect(memory.cache.total == 8192 * 48 * 2)
    #expect(memory.state.total == 3 * 4 * (3 * 3 * 18 * 8 + 8 * 8 * 18) * 4)
  }

  @Test(arguments: ["bert", "nomic-bert", "modern-bert", "gemma-embedding", "llada"])
  func `of an encoder is nothing`(_ architecture: String) throws {
    var file = HeaderBuilder.decoder(architecture)
    file.add("attention.causal", false)
    #expect(try context(file).split == MemorySplit())
  }

  /// b10068 decides by the architecture: a llama file with `attention.causal = false` got its 8 MiB all the same.
  @Test func `of a decoder that is not causal is that of any decoder`() throws {
    var file = HeaderBuilder.decoder()
    file.add("attention.causal", false)
    #expect(try context(file).split.total == 72 * mebibyte)
    // Its batch may be larger than its context.
    let shape = try ModelShape(file.header)
    #expect(MemorySettings.with { $0.context = 100 }.computedTogether(shape) == 512)
  }

  @Test func `leaves out layers that predict further tokens`() throws {
    let file = HeaderBuilder.decoder("glm4moe", ["nextn_predict_layers": 1])
    #expect(try context(file).split.total == 54 * mebibyte)
  }

  @Test(
    arguments: [
      (["-ngl", "0"], 72, 0), (["-ngl", "2"], 54, 18), (["-ngl", "5"], 0, 72), ([], 0, 72), (["-ngl", "99"], 0, 72),
      (["-nkvo"], 72, 0),
    ] as [([String], Int, Int)])
  func `lies where its layers are`(_ words: [String], _ host: Int, _ device: Int) throws {
    var settings = MemorySettings.with { $0.hasDevice = true }
    settings.read(words: words)
    #expect(
      try context(.decoder(), settings).split == MemorySplit(host: host * mebibyte, device: device * mebibyte))
  }

  @Test func `is explained with the numbers it comes from`() throws {
    let lines = try context(.decoder()).lines
    #expect(
      lines == [
        MemoryEstimate.Line(
          part: .context, formula: "4 layers × 8192 tokens × (576 f16 + 576 f16)", bytes: 72 * mebibyte)
      ])
  }

  @Test func `cannot have blocks that do not divide a layer`() throws {
    let file = HeaderBuilder.decoder("llama", ["attention.key_length": 16, "attention.head_count_kv": 1])
    #expect(throws: MemoryUnknown.cacheType(.q8)) { try context(file, .with { $0.cacheTypeK = .q8 }) }
  }
}
