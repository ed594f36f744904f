/// What a llama-server says in its log of the memory that it takes, line by line.
///
/// Read from the output of llama.cpp b10068 at verbosity 4 (at the default, 3, it says nothing of memory), and from
/// public reports of CUDA, ROCm and Vulkan builds. Names of functions differ between builds, so that lines are found by
/// `<backend> <kind> buffer size = N MiB`. Amounts have two decimals: they are exact to 5 KiB.
///
/// - A model is loaded several times while llama.cpp looks for what fits: what a file's last load says holds.
/// - Buffers of one load add up: parts of a file, caches with and without a window, further contexts. Those for
///   computations are reserved again and again: the last amount holds.
/// - What cannot be true is ignored: llama.cpp itself prints negative amounts, and amounts beyond 2^64.
package struct LlamaMemoryLog: Equatable, Sendable {
  /// Bytes of one device, or of the machine's memory.
  package struct Parts: Equatable, Sendable {
    package var model = 0
    /// Keys, values and recurrent states.
    package var context = 0
    package var compute = 0
    package var output = 0

    package init(model: Int = 0, context: Int = 0, compute: Int = 0, output: Int = 0) {
      self.model = model
      self.context = context
      self.compute = compute
      self.output = output
    }

    package var total: Int { model + context + compute + output }
  }

  /// A device that holds layers, as llama.cpp found it before the load.
  package struct Device: Equatable, Sendable {
    package var name: String
    /// PCI address, such as `0000:03:00.0`; `nil`: the backend does not know it.
    package var address: String?
    package var freeBytes: Int
  }

  /// What llama.cpp expects to take, before it takes it.
  package struct Projection: Equatable, Sendable {
    package var bytes: Int
    /// Free on the devices; of the machine's memory all that it has.
    package var availableBytes: Int
    package var isOnDevices: Bool
  }

  package struct Change: Equatable, Sendable {
    package var from: Int
    package var to: Int
  }

  package struct Layers: Equatable, Sendable {
    /// On devices; builds without devices count all of them here too.
    package var offloaded: Int
    package var all: Int
  }

  /// The machine's memory in `devices` and `breakdown`, whatever buffers of it llama.cpp tells apart.
  package static let host = "host"

  var buffers = LlamaBuffers()
  /// By name: `CUDA0`.
  package internal(set) var usedDevices: [String: Device] = [:]
  /// The table of llama.cpp's own estimate, in whole MiB; again at the exit, then of what was taken.
  package internal(set) var breakdown: [String: Parts] = [:]
  package internal(set) var projection: Projection?
  /// Bytes by which the projection is above what may be used.
  package internal(set) var excessBytes: Int?
  /// Why llama.cpp could not make the model fit; it loads it all the same.
  package internal(set) var failureToFit: String?
  /// Tokens that the context was reduced from and to.
  package internal(set) var reducedContext: Change?
  /// Of the main model.
  package internal(set) var layers: Layers?
  package internal(set) var slots: Int?
  /// Tokens that one request may use; the default verbosity has it too.
  package internal(set) var slotContext: Int?
  /// Bytes that the cache of prompts may grow to; `nil`: it is off, has no limit, or nothing was said.
  package internal(set) var promptCacheLimit: Int?

  package init() {}

  /// What is taken, by device and in the machine's memory (`host`); empty at the default verbosity.
  package var devices: [String: Parts] { buffers.devices }

  /// The context or the number of layers is smaller than asked for, or llama.cpp fears that there is no room.
  package var hasFitProblem: Bool { failureToFit != nil || reducedContext != nil }
}
