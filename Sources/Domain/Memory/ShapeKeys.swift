/// Reads the numbers of a header that a `ModelShape` is made of, and refuses those that no model has.
struct ShapeKeys {
  static let mostLayers = 4096
  /// Bounds a width so that the product of two does not overflow.
  static let widest = 1 << 24
  private static let mostHeads = 1 << 16
  static let longestContext = 1 << 31

  let header: GGUFHeader

  init(_ header: GGUFHeader) { self.header = header }

  /// - Returns: `nil` where the header has no such number.
  func number(_ key: String, upTo most: Int) throws(MemoryUnknown) -> Int? {
    guard let value = header.number(key) else { return nil }
    guard (0...max(most, 0)).contains(value) else { throw .unusable(key) }
    return value
  }

  func required(_ key: String, upTo most: Int) throws(MemoryUnknown) -> Int {
    guard let value = try number(key, upTo: most) else { throw .missing(key) }
    guard value > 0 else { throw .unusable(key) }
    return value
  }

  /// - Returns: at least `count` numbers; `nil` where the header has no such list.
  func list(_ key: String, _ count: Int, upTo most: Int) throws(MemoryUnknown) -> [Int]? {
    guard let values = header.list(key) else { return nil }
    guard values.count >= count, values.allSatisfy((0...most).contains) else { throw .unusable(key) }
    return values
  }

  /// A number for each layer, where the header may have one for all.
  private func each(_ key: String, _ count: Int, upTo most: Int) throws(MemoryUnknown) -> [Int]? {
    if let values = try list(key, count, upTo: most) { return values }
    return try number(key, upTo: most).map { Array(repeating: $0, count: count) }
  }

  func layers(_ count: Int, embedding: Int) throws(MemoryUnknown) -> [ModelShape.Layer] {
    let none = Array(repeating: 0, count: count)
    let heads = try each("attention.head_count", count, upTo: Self.mostHeads) ?? none
    let shared = try each("attention.head_count_kv", count, upTo: Self.mostHeads) ?? heads
    let feedForward = try each("feed_forward_length", count, upTo: Self.widest) ?? none
    let usual = heads.first { $0 > 0 }.map { embedding / $0 } ?? 0
    let keyLength = try number("attention.key_length", upTo: Self.widest) ?? usual
    let valueLength = try number("attention.value_length", upTo: Self.widest) ?? usual
    return (0..<count).map { index in
      ModelShape.Layer(
        heads: heads[index], sharedHeads: shared[index], keyLength: keyLength, valueLength: valueLength,
        feedForward: feedForward[index])
    }
  }

  func experts() throws(MemoryUnknown) -> ModelShape.Experts? {
    guard let count = try number("expert_count", upTo: Self.mostHeads), count > 0 else { return nil }
    return ModelShape.Experts(
      count: count, used: try number("expert_used_count", upTo: count) ?? count,
      feedForward: try number("expert_feed_forward_length", upTo: Self.widest)
        ?? header.number("feed_forward_length").flatMap { (0...Self.widest).contains($0) ? $0 : nil } ?? 0)
  }

  /// For models in which every Nth layer has attention (`src/models/qwen3next.cpp`).
  func recurrentLayers(_ count: Int) throws(MemoryUnknown) -> [Bool] {
    if let said = try list("attention.recurrent_layers", count, upTo: 1) { return said.map { $0 != 0 } }
    let interval = try number("full_attention_interval", upTo: Self.mostLayers) ?? 4
    guard interval > 0 else { throw .unusable("full_attention_interval") }
    return (0..<count).map { ($0 + 1) % interval != 0 }
  }

  /// Numbers that one recurrent layer keeps for a sequence (`llama_hparams::n_embd_r` and `n_embd_s`).
  func state(embedding: Int, heads: Int) throws(MemoryUnknown) -> ModelShape.State {
    if let head = try number("wkv.head_size", upTo: Self.widest), head > 0 {
      let shifts = try number("token_shift_count", upTo: Self.mostHeads) ?? 2
      return ModelShape.State(
        convolution: try CheckedBytes.product(shifts, embedding), recurrent: try CheckedBytes.product(embedding, head))
    }
    if let cells = try number("shortconv.l_cache", upTo: Self.widest), cells > 0 {
      return ModelShape.State(convolution: try CheckedBytes.product(embedding, cells - 1))
    }
    let kernel = try number("ssm.conv_kernel", upTo: Self.widest) ?? 0
    if let head = try number("kda.head_dim", upTo: Self.widest), head > 0 {
      let inner = try CheckedBytes.product(heads, head)
      return ModelShape.State(
        convolution: try CheckedBytes.product(3, kernel > 0 ? kernel - 1 : 3, inner),
        recurrent: try CheckedBytes.product(head, inner))
    }
    let inner = try required("ssm.inner_size", upTo: Self.widest)
    let size = try required("ssm.state_size", upTo: Self.widest)
    let groups = try number("ssm.group_count", upTo: Self.mostHeads) ?? 0
    let row = try CheckedBytes.sum(inner, CheckedBytes.product(2, groups, size))
    return ModelShape.State(
      convolution: try CheckedBytes.product(max(kernel - 1, 0), row),
      recurrent: try CheckedBytes.product(size, inner))
  }
}
