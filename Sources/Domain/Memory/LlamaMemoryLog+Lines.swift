extension LlamaMemoryLog {
  /// Longer ones are no lines about memory; they could hold parts of a conversation.
  private static let longestLine = 1024
  private static let longestName = 128
  /// 1 PiB.
  private static let mostMebibytes = 1 << 30

  /// Takes what a line says; one that says nothing of memory changes nothing.
  package mutating func read(_ line: some StringProtocol) {
    guard line.utf8.count <= Self.longestLine else { return }
    let words = String(line).split { $0.isWhitespace }.map { String($0) }
    if readLoad(words) || readBuffer(words) || readBreakdown(words) || readFit(words) { return }
    readServer(words)
  }

  // MARK: loads and buffers

  /// `loaded meta data with … from FILE (version …)`, `constructing llama_context`, `offloaded 49/63 layers to GPU`,
  /// `using device CUDA0 (NAME) (ADDRESS) - 8720 MiB free`.
  private mutating func readLoad(_ words: [String]) -> Bool {
    if let rest = Self.words(after: ["loaded", "meta", "data", "with"], in: words) {
      if let from = rest.lastIndex(of: "from"), let version = rest.lastIndex(of: "(version"), from < version {
        buffers.begin(String(rest[(from + 1)..<version].joined(separator: " ").prefix(Self.longestLine)))
      }
      return true
    }
    // Other lines of the loader hold texts of the file.
    if words.contains("llama_model_loader:") { return true }
    if Self.words(after: ["constructing", "llama_context"], in: words) != nil {
      buffers.beginContext()
      return true
    }
    if let rest = Self.words(after: ["offloaded"], in: words), rest.dropFirst().starts(with: ["layers", "to", "GPU"]) {
      let numbers = rest.first?.split(separator: "/").compactMap { Int($0) } ?? []
      if numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }), buffers.isMain {
        layers = Layers(offloaded: numbers[0], all: numbers[1])
      }
      return true
    }
    guard let rest = Self.words(after: ["using", "device"], in: words) else { return false }
    readDevice(Array(rest))
    return true
  }

  private mutating func readDevice(_ words: [String]) {
    guard let id = words.first, let dash = words.lastIndex(of: "-"), dash >= 2, words.last == "free",
      let free = Self.bytes(words[(dash + 1)...]), id.utf8.count <= Self.longestName,
      usedDevices[id] != nil || usedDevices.count < 64
    else { return }
    var described = words[1..<dash]
    var address: String?
    if described.count > 1, let last = described.last, last.hasPrefix("("), last.hasSuffix(")"), last.contains(":") {
      address = String(last.dropFirst().dropLast())
      described = described.dropLast()
    }
    var name = described.joined(separator: " ")
    if name.hasPrefix("("), name.hasSuffix(")") { name = String(name.dropFirst().dropLast()) }
    usedDevices[id] = Device(name: String(name.prefix(Self.longestName)), address: address, freeBytes: free)
  }

  /// `load_tensors: CUDA0 model buffer size = 974.88 MiB`.
  private mutating func readBuffer(_ words: [String]) -> Bool {
    guard words.suffix(5).starts(with: ["buffer", "size", "="]), words.last == "MiB", words.count >= 7 else {
      return false
    }
    var before = words.dropLast(5)
    let kind: LlamaBuffers.Kind
    switch before.popLast() {
    case "model", "LoRA": kind = .model
    case "KV", "RS": kind = .context
    case "state":
      // `CUDA0 DSV4 NAME state`.
      guard let mark = before.lastIndex(of: "DSV4") else { return true }
      before = before[..<mark]
      kind = .context
    case "compute": kind = .compute
    case "output": kind = .output
    default: return true
    }
    guard let backend = before.popLast(), !backend.hasSuffix(":"), backend.utf8.count <= Self.longestName,
      let bytes = Self.bytes(words.suffix(2))
    else { return true }
    buffers.add(bytes, kind, backend: backend, function: Substring(before.last?.prefix(Self.longestName) ?? ""))
    return true
  }

  // MARK: llama.cpp's estimate

  /// `| - CUDA0 (RTX 3090) | 24126 = 23403 + (25610 = 15621 + 9152 + 836) + -24888 |`, and
  /// `| - Host | 142 = 52 + 72 + 18 |`.
  private mutating func readBreakdown(_ words: [String]) -> Bool {
    guard let bar = words.firstIndex(of: "|"), words.dropFirst(bar + 1).first == "-", words.last == "|",
      let name = words.dropFirst(bar + 2).first, name.utf8.count <= Self.longestName,
      let second = words.dropFirst(bar + 1).firstIndex(of: "|"), second < words.count - 1
    else { return false }
    let sum = words[(second + 1)..<(words.count - 1)]
    // The model's own part follows the last "=".
    guard let equals = sum.lastIndex(of: "=") else { return true }
    let own = sum[(equals + 1)...].prefix(5).map { $0.hasSuffix(")") ? String($0.dropLast()) : $0 }
    guard own.count == 5, own[1] == "+", own[3] == "+", let model = Self.bytes(mebibytes: own[0]),
      let context = Self.bytes(mebibytes: own[2]), let compute = Self.bytes(mebibytes: own[4])
    else { return true }
    let device = LlamaBuffers.device(name)
    guard breakdown[device] != nil || breakdown.count < 64 else { return true }
    breakdown[device] = Parts(model: model, context: context, compute: compute)
    return true
  }

  /// `projected to use 142 MiB of host memory vs. 24105 MiB of total host memory`, and what follows from it.
  private mutating func readFit(_ words: [String]) -> Bool {
    if let rest = Self.words(after: ["projected", "to", "use"], in: words), let versus = rest.firstIndex(of: "vs.") {
      if let bytes = Self.bytes(rest.prefix(2)), let available = Self.bytes(rest[(versus + 1)...].prefix(2)) {
        projection = Projection(
          bytes: bytes, availableBytes: available, isOnDevices: rest[..<versus].contains("device"))
      }
      return true
    }
    if Self.words(after: ["cannot", "meet", "free", "memory"], in: words) != nil {
      // "need to reduce device memory by 36 MiB", or "need to use 36 MiB less in total".
      if let rest = Self.words(after: ["need", "to"], in: words),
        let unit = rest.firstIndex(of: "MiB"), unit > rest.startIndex
      {
        excessBytes = Self.bytes(rest[(unit - 1)...unit]) ?? excessBytes
      }
      return true
    }
    if let rest = Self.words(after: ["context", "size", "reduced", "from"], in: words) {
      let numbers = rest.prefix(3).compactMap { Int($0) }
      if numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) {
        reducedContext = Change(from: numbers[0], to: numbers[1])
      }
      return true
    }
    guard let rest = Self.words(after: ["failed", "to", "fit"], in: words) else { return false }
    let reason = rest.joined(separator: " ").split(separator: ": ", maxSplits: 1)
    failureToFit = reason.count == 2 ? String(reason[1]) : rest.joined(separator: " ")
    return true
  }

  // MARK: the server

  /// `initializing, n_slots = 4, n_ctx_slot = 8192, …`, `prompt cache is enabled, size limit: 8192 MiB`.
  private mutating func readServer(_ words: [String]) {
    if let rest = Self.words(after: ["initializing,", "n_slots", "="], in: words) {
      slots = Self.number(rest.first)
      slotContext = Self.words(after: ["n_ctx_slot", "="], in: words).flatMap { Self.number($0.first) }
    } else if let rest = Self.words(after: ["prompt", "cache", "is", "enabled,", "size", "limit:"], in: words) {
      promptCacheLimit = Self.bytes(rest.prefix(2))
    }
  }

  // MARK: words

  private static func words(after start: [String], in words: [String]) -> ArraySlice<String>? {
    guard let first = start.first else { return nil }
    var index = words.startIndex
    while let found = words[index...].firstIndex(of: first) {
      if words[found...].starts(with: start) { return words[(found + start.count)...] }
      index = found + 1
    }
    return nil
  }

  private static func number(_ word: String?) -> Int? {
    guard let word else { return nil }
    return Int(word.hasSuffix(",") ? String(word.dropLast()) : word).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// Of a number and its unit.
  private static func bytes(_ words: ArraySlice<String>) -> Int? {
    guard words.count >= 2, words[words.startIndex + 1] == "MiB" else { return nil }
    return bytes(mebibytes: words[words.startIndex])
  }

  /// - Returns: `nil` for an amount that no machine has.
  private static func bytes(mebibytes word: String) -> Int? {
    guard let number = Double(word), number >= 0, number <= Double(mostMebibytes) else { return nil }
    return Int((number * 1_048_576).rounded())
  }
}
