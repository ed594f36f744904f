import Domain

/// What llama-server's log says of how it was started (b10434).
struct LaunchLog: Sendable, Equatable {
  private(set) var gpuLayers: Int?
  private(set) var layers: Int?
  /// All requests use one context; otherwise each has an equal part of it. `nil`: it was not said.
  private(set) var sharesContext: Bool?
  private(set) var memory = LlamaMemoryLog()

  mutating func read(_ line: String) {
    memory.read(line)
    if let match = line.firstMatch(of: /offloaded ([0-9]+)\/([0-9]+) layers to GPU/) {
      // With `--fit` it says so of trials, too: the last time counts.
      (gpuLayers, layers) = (Int(match.1), Int(match.2))
    } else if line.contains("no usable GPU found") {
      gpuLayers = 0
    } else if let match = line.firstMatch(of: /kv_unified = '(true|false)'/) {
      sharesContext = match.1 == "true"
    }
  }
}
