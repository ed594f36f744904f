import Testing

@testable import Domain

@Suite struct `What decides the memory of a server` {
  struct Case: Sendable {
    var words: [String]
    var change: @Sendable (inout MemorySettings) -> Void
  }

  @Test(arguments: [
    Case(words: []) { _ in },
    Case(words: ["llama-server", "-m", "x.gguf", "--ctx-size", "4096"]) { $0.context = 4096 },
    Case(words: ["-c", "1", "--ctx_size", "2"]) { $0.context = 2 },
    Case(words: ["-np", "2"]) { $0.parallel = 2 }, Case(words: ["--parallel", "-1"]) { _ in },
    Case(words: ["-kvu"]) { $0.isUnified = true }, Case(words: ["--no-kv-unified"]) { $0.isUnified = false },
    Case(words: ["-no-kvu"]) { $0.isUnified = false },
    Case(words: ["-b", "64", "-ub", "32"]) {
      $0.batch = 64
      $0.microBatch = 32
    },
    Case(words: ["-ctk", "q8_0", "--cache-type-v", "bf16"]) {
      $0.cacheTypeK = .q8
      $0.cacheTypeV = .bf16
    },
    Case(words: ["-ctk", "q3_9"]) { _ in }, Case(words: ["-fa"]) { $0.flashAttention = .on },
    Case(words: ["-fa", "-c", "7"]) {
      $0.flashAttention = .on
      $0.context = 7
    },
    Case(words: ["--flash-attn", "off"]) { $0.flashAttention = .off },
    Case(words: ["-fa", "off", "-fa", "auto"]) { _ in }, Case(words: ["--swa-full"]) { $0.hasFullWindowCache = true },
    Case(words: ["-ngl", "12"]) { $0.deviceLayers = 12 }, Case(words: ["-ngl", "3", "-ngl", "all"]) { _ in },
    Case(words: ["-ngl", "-1"]) { _ in }, Case(words: ["-cmoe"]) { $0.hostExpertLayers = .max },
    Case(words: ["-ncmoe", "8"]) { $0.hostExpertLayers = 8 }, Case(words: ["-nkvo"]) { $0.hasHostCache = true },
    Case(words: ["--no-kv-offload", "--kv-offload"]) { _ in }, Case(words: ["--reranking"]) { $0.isEncoding = true },
    Case(words: ["-c"]) { _ in }, Case(words: ["-c", "many"]) { _ in }, Case(words: ["4096", "--", "-"]) { _ in },
  ])
  func `is read from the words of its command`(_ example: Case) {
    var settings = MemorySettings()
    settings.read(words: example.words)
    #expect(settings == .with(example.change))
  }

  @Test func `is read from its environment, which its words override`() {
    var settings = MemorySettings()
    settings.read(environment: [
      "LLAMA_ARG_CTX_SIZE": "4096", "LLAMA_ARG_N_PARALLEL": "2", "LLAMA_ARG_KV_UNIFIED": "1", "LLAMA_ARG_UBATCH": "64",
      "LLAMA_ARG_FLASH_ATTN": "off", "LLAMA_ARG_SWA_FULL": "true", "LLAMA_ARG_KV_OFFLOAD": "0", "OTHER": "1",
    ])
    settings.read(words: ["-c", "512", "-ub", "128"])
    #expect(
      settings
        == .with {
          $0.context = 512
          $0.parallel = 2
          $0.isUnified = true
          $0.microBatch = 128
          $0.flashAttention = .off
          $0.hasFullWindowCache = true
          $0.hasHostCache = true
        })
  }

  @Test func `lets a text be encoded at once, as Muster starts it`() {
    var launch = LaunchSettings()
    launch.mode = .reranking
    launch.batch = 4096
    #expect(MemorySettings(launch).microBatch == 4096)
    launch.mode = .chat
    #expect(MemorySettings(launch).microBatch == 512)
  }

  @Test func `is read from launch settings`() {
    var launch = LaunchSettings()
    launch.context = 1024
    launch.parallel = 3
    launch.batch = 100
    launch.cacheTypeK = .q8
    launch.cacheTypeV = .q4
    launch.flashAttention = .on
    launch.gpuLayers = 7
    launch.mode = .embeddings
    launch.arguments = ["-ub", "50", "-c", "2048"]
    #expect(
      MemorySettings(launch)
        == .with {
          $0.context = 2048
          $0.parallel = 3
          $0.batch = 100
          $0.microBatch = 50
          $0.cacheTypeK = .q8
          $0.cacheTypeV = .q4
          $0.flashAttention = .on
          $0.deviceLayers = 7
          $0.isEncoding = true
        })
  }
}
