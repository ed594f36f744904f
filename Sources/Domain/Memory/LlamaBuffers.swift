/// The buffers of all models that a llama-server has loaded: its main one, and one for drafts.
struct LlamaBuffers: Equatable, Sendable {
  enum Kind: Equatable, Sendable { case model, context, compute, output }

  private struct Key: Hashable {
    var function: Substring
    var backend: String
    var context: Int
  }

  /// The last load of one file.
  private struct Load: Equatable {
    var contexts = 0
    var devices: [String: LlamaMemoryLog.Parts] = [:]
    /// Those that a later line replaces.
    var compute: [Key: Int] = [:]
    var output: [Key: Int] = [:]
  }

  /// A log is what a process writes: more than this is not a llama-server's.
  private static let most = 64

  private var loads: [String: Load] = [:]
  private var file = ""
  /// The first one that was loaded.
  private var mainFile: String?

  var isMain: Bool { mainFile == nil || mainFile == file }

  /// A load begins: what was said of this file before were attempts.
  mutating func begin(_ file: String) {
    guard loads[file] != nil || loads.count < Self.most else { return }
    if mainFile == nil { mainFile = file }
    self.file = file
    loads[file] = Load()
  }

  mutating func beginContext() {
    loads[file, default: Load()].contexts += 1
  }

  mutating func add(_ bytes: Int, _ kind: Kind, backend: String, function: Substring) {
    var load = loads[file] ?? Load()
    let device = Self.device(backend)
    guard load.devices[device] != nil || load.devices.count < Self.most else { return }
    var parts = load.devices[device] ?? LlamaMemoryLog.Parts()
    let key = Key(function: function, backend: backend, context: load.contexts)
    switch kind {
    case .model: parts.model = Self.sum(parts.model, bytes)
    case .context: parts.context = Self.sum(parts.context, bytes)
    case .compute: Self.replace(key, bytes, in: &load.compute, sum: &parts.compute)
    case .output: Self.replace(key, bytes, in: &load.output, sum: &parts.output)
    }
    load.devices[device] = parts
    loads[file] = load
  }

  private static func replace(_ key: Key, _ bytes: Int, in known: inout [Key: Int], sum: inout Int) {
    guard known[key] != nil || known.count < most else { return }
    sum = Self.sum(sum - (known[key] ?? 0), bytes)
    known[key] = bytes
  }

  /// Amounts are bounded, and so is their sum: thousands of lines cannot overflow it.
  private static func sum(_ left: Int, _ right: Int) -> Int { min(left + right, 1 << 52) }

  var devices: [String: LlamaMemoryLog.Parts] {
    var sums: [String: LlamaMemoryLog.Parts] = [:]
    for load in loads.values {
      sums.merge(load.devices) { left, right in
        LlamaMemoryLog.Parts(
          model: left.model + right.model, context: left.context + right.context,
          compute: left.compute + right.compute, output: left.output + right.output)
      }
    }
    return sums
  }

  /// Whose memory a buffer of this name is.
  static func device(_ backend: String) -> String {
    if backend == "Host" || backend.hasPrefix("CPU") || backend.hasSuffix("_Host") || backend == "BLAS"
      || backend == "AMX"
    {
      return LlamaMemoryLog.host
    }
    for suffix in ["_Mapped", "_REPACK", "_Private"] where backend.hasSuffix(suffix) {
      return String(backend.dropLast(suffix.count))
    }
    return backend
  }
}
