import Foundation
import Testing

@testable import Domain

/// Recordings of llama-server b10068 on a processor, and lines of GPUs from public reports
/// (`Tests/Fixtures/memory-samples`).
@Suite struct `The memory in a llama-server's log` {
  private func read(_ lines: [String]) -> LlamaMemoryLog {
    var log = LlamaMemoryLog()
    for line in lines { log.read(line) }
    return log
  }

  private func lines(_ recording: String) throws -> [String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/memory-samples/\(recording)")
    return try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }

  private static func bytes(_ mebibytes: Double) -> Int { Int((mebibytes * 1_048_576).rounded()) }

  private static func parts(_ model: Double, _ context: Double, _ compute: Double, _ output: Double = 0)
    -> LlamaMemoryLog.Parts
  {
    .init(model: bytes(model), context: bytes(context), compute: bytes(compute), output: bytes(output))
  }

  @Test func `is what it reserved`() throws {
    let log = read(try lines("llama-server-b10068-lv4-cpu.log"))
    #expect(log.devices == [LlamaMemoryLog.host: Self.parts(209.61, 72, 35.01, 0.01)])
    #expect(
      log.projection
        == .init(bytes: Self.bytes(316), availableBytes: Self.bytes(24105), isOnDevices: false))
    #expect(log.breakdown == [LlamaMemoryLog.host: Self.parts(209, 72, 35)])
    #expect(log.layers == .init(offloaded: 2, all: 2))
    #expect(log.slots == 4 && log.slotContext == 8192 && log.promptCacheLimit == Self.bytes(8192))
    #expect(!log.hasFitProblem && log.excessBytes == nil && log.usedDevices.isEmpty)
  }

  @Test func `tells that the context was reduced`() throws {
    let log = read(try lines("llama-server-b10068-lv4-cpu-fit-reduces-context.log"))
    #expect(log.devices == [LlamaMemoryLog.host: Self.parts(52.42, 38.25, 14.39, 0.01)])
    #expect(log.reducedContext == .init(from: 8192, to: 4352) && log.hasFitProblem)
    #expect(log.excessBytes == Self.bytes(36) && log.slotContext == 4352)
    #expect(log.layers == .init(offloaded: 5, all: 5))
  }

  @Test func `is not told at the default verbosity, but the context is`() throws {
    let log = read(try lines("llama-server-b10068-lv3-cpu.log"))
    #expect(log.devices.isEmpty && log.projection == nil && log.layers == nil)
    #expect(log.slots == 4 && log.slotContext == 8192)
  }

  @Test func `is told for each GPU`() throws {
    let log = read(try lines("llama-server-gpu-lines.txt"))
    #expect(
      log.usedDevices == [
        "CUDA0": .init(name: "NVIDIA GeForce GTX 1080 Ti", address: "0000:03:00.0", freeBytes: Self.bytes(8720))
      ])
    // Both reports are of one load here, and windowed and full caches add up.
    #expect(log.devices["CUDA0"]?.model == Self.bytes(974.88) + Self.bytes(6300.10))
    #expect(log.devices["CUDA0"]?.context == Self.bytes(112) && log.devices["CUDA0"]?.compute == Self.bytes(2080))
    #expect(log.devices["CUDA1"]?.model == Self.bytes(1401.03) + Self.bytes(6171.19))
    #expect(log.devices[LlamaMemoryLog.host] == Self.parts(304.28 + 417.30, 0, 84.06))
    #expect(log.layers == .init(offloaded: 49, all: 63))
    #expect(log.projection == .init(bytes: Self.bytes(25610), availableBytes: Self.bytes(23403), isOnDevices: true))
    #expect(log.excessBytes == Self.bytes(3231))
    #expect(log.breakdown["CUDA1"] == Self.parts(13169, 38, 548))
    // What follows the model's own part may be negative, or beyond 2^64 bytes: it is not read.
    #expect(log.breakdown["CUDA0"] == Self.parts(9814, 134, 51))
    #expect(log.breakdown[LlamaMemoryLog.host] == Self.parts(682, 0, 532))
  }

  private static func load(_ file: String, model: Double, context: Double, compute: Double) -> [String] {
    [
      "0.1 I llama_model_loader: loaded meta data with 21 key-value pairs and 39 tensors from \(file) (version GGUF)",
      "load_tensors:        CUDA0 model buffer size = \(model) MiB",
      "llama_context: constructing llama_context",
      "llama_kv_cache:      CUDA0 KV buffer size = \(context) MiB",
      "sched_reserve:      CUDA0 compute buffer size = \(compute) MiB",
    ]
  }

  @Test func `of attempts to fit is replaced by that of the load`() {
    let attempts = Self.load("/m/a b.gguf", model: 900, context: 800, compute: 700)
    let log = read(attempts + attempts + Self.load("/m/a b.gguf", model: 9, context: 8, compute: 7))
    #expect(log.devices == ["CUDA0": Self.parts(9, 8, 7)])
  }

  @Test func `of a draft model is added`() {
    let log = read(
      Self.load("/m/a.gguf", model: 9, context: 8, compute: 7) + ["load_tensors: offloaded 1/5 layers to GPU"]
        + Self.load("/m/draft.gguf", model: 1, context: 1, compute: 1) + ["load_tensors: offloaded 2/2 layers to GPU"])
    #expect(log.devices == ["CUDA0": Self.parts(10, 9, 8)])
    #expect(log.layers == .init(offloaded: 1, all: 5))
  }

  @Test func `of a second context is added`() {
    let log = read(
      Self.load("/m/a.gguf", model: 9, context: 8, compute: 7) + [
        "llama_context: constructing llama_context", "llama_kv_cache:      CUDA0 KV buffer size = 1.00 MiB",
        "sched_reserve:      CUDA0 compute buffer size = 2.00 MiB",
      ])
    #expect(log.devices == ["CUDA0": Self.parts(9, 9, 9)])
  }

  @Test func `of a computation that is reserved again is the last one`() {
    let log = read(
      Self.load("/m/a.gguf", model: 9, context: 8, compute: 700) + [
        "sched_reserve:      CUDA0 compute buffer size = 6.00 MiB",
        "sched_reserve:  CUDA_Host compute buffer size = 1.00 MiB",
        // A projector computes beside the model.
        "alloc_compute_meta:      CUDA0 compute buffer size = 3.00 MiB",
      ])
    #expect(log.devices == ["CUDA0": Self.parts(9, 8, 9), LlamaMemoryLog.host: Self.parts(0, 0, 1)])
  }

  @Test func `of a model in parts is their sum`() {
    let log = read([
      "load_tensors:   CPU_Mapped model buffer size = 10.00 MiB",
      "load_tensors:   CPU_Mapped model buffer size = 20.50 MiB",
      "load_tensors:   CPU_REPACK model buffer size = 1.00 MiB",
    ])
    #expect(log.devices == [LlamaMemoryLog.host: Self.parts(31.5, 0, 0)])
  }

  @Test(arguments: [
    ("llama_memory_recurrent:        CPU RS buffer size =     0.11 MiB", "host", parts(0, 0.11, 0)),
    ("llama_kv_cache_init:    Vulkan0 KV buffer size =   32.00 MiB", "Vulkan0", parts(0, 32, 0)),
    ("llm_load_tensors:      ROCm0 model buffer size =   974.88 MiB", "ROCm0", parts(974.88, 0, 0)),
    ("load_tensors: MTL0_Mapped model buffer size = 4.00 MiB", "MTL0", parts(4, 0, 0)),
    ("load_tensors: Vulkan_Host model buffer size = 4.00 MiB", "host", parts(4, 0, 0)),
    ("x: RPC0[10.0.0.1:50052] model buffer size = 4.00 MiB", "RPC0[10.0.0.1:50052]", parts(4, 0, 0)),
    ("x:      CUDA0 DSV4 csa state buffer size =     2.00 MiB", "CUDA0", parts(0, 2, 0)),
    ("llama_adapter_lora_init_impl:      CUDA0 LoRA buffer size =    12.00 MiB", "CUDA0", parts(12, 0, 0)),
  ])
  func `is found whatever the build calls it`(_ line: String, _ device: String, _ parts: LlamaMemoryLog.Parts) {
    #expect(read([line]).devices == [device: parts])
  }

  @Test(arguments: [
    "load_tensors: CUDA0 model buffer size = -24888.00 MiB",
    "load_tensors: CUDA0 model buffer size = 17592186036877 MiB",
    "load_tensors: CUDA0 model buffer size = nan MiB", "load_tensors: CUDA0 model buffer size = inf MiB",
    "load_tensors: CUDA0 model buffer size = 1e300 MiB", "load_tensors: CUDA0 model buffer size = many MiB",
    "load_tensors: CUDA0 model buffer size = 10.00", "load_tensors: CUDA0 model buffer size = 10.00 GiB",
    "load_tensors: model buffer size = 10.00 MiB", "load_tensors: CUDA0 future buffer size = 10.00 MiB",
    "graph:      CUDA0 compute buffer size is  10.0000 MiB, matches expectation of  10.0000 MiB",
    "llama_model_loader: - kv 1: general.name str = CUDA0 model buffer size = 10.00 MiB",
    "projected to use -5 MiB of device memory vs. 3 MiB of free device memory", "offloaded -1/2 layers to GPU",
    "context size reduced from many to few", "using device", "using device CUDA0 - MiB free", "| - CUDA0 |", "|",
    "| - |",
    "| - CUDA0 | = + + |", "initializing, n_slots = -4, n_ctx_slot = x", "cannot meet free memory target", "",
    "loaded meta data with (version from", "buffer size = MiB", "MiB",
  ])
  func `is not taken from lines that cannot be true`(_ line: String) {
    var log = read([line])
    log.buffers = LlamaMemoryLog().buffers
    #expect(read([line]).devices.isEmpty && log == LlamaMemoryLog())
  }

  @Test func `is not taken from lines of a great length`() {
    #expect(read(["CUDA0 model buffer size = " + String(repeating: " ", count: 2000) + "10.00 MiB"]).devices.isEmpty)
  }

  @Test func `tells why it does not fit`() {
    let log = read([
      "0.1 W common_fit_params: failed to fit params to free device memory: n_gpu_layers already set to 99, abort"
    ])
    #expect(log.failureToFit == "n_gpu_layers already set to 99, abort" && log.hasFitProblem)
  }

  @Test func `of several devices tells how much is too much`() {
    let log = read(["x: cannot meet free memory targets on all devices, need to use 512 MiB less in total"])
    #expect(log.excessBytes == Self.bytes(512))
  }

  @Test func `stays within bounds whatever is written`() {
    var log = LlamaMemoryLog()
    for number in 0..<2000 {
      log.read("loaded meta data with 1 key-value pairs and 1 tensors from /m/\(number).gguf (version GGUF V3)")
      log.read("load_tensors: CUDA\(number) model buffer size = 1073741824.00 MiB")
      log.read("f\(number): CUDA0 compute buffer size = 1073741824.00 MiB")
      log.read("using device CUDA\(number) (x) - 1 MiB free")
      log.read("| - CUDA\(number) | 1 = 1 + 1 + 1 |")
    }
    #expect(log.devices.count <= 128 && log.usedDevices.count == 64 && log.breakdown.count == 64)
    #expect(log.devices.values.allSatisfy { $0.total > 0 })
  }
}
