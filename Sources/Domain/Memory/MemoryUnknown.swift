/// Why the memory that a model needs cannot be computed from its header; it is guessed then.
package enum MemoryUnknown: Error, Hashable, Sendable {
  /// llama.cpp keeps another kind of state for it, or it is not known; `nil`: the header names none.
  case architecture(String?)
  /// Not all of the header was read.
  case incompleteHeader
  /// A tensor is of a type whose size is not known, or the sizes make no sense.
  case tensorSizes
  /// Without the architecture's name: `embedding_length`.
  case missing(String)
  /// Without the architecture's name; its value is out of range, or there are too few of them.
  case unusable(String)
  /// The cache type has blocks that do not divide the width of a layer: llama-server would not start.
  case cacheType(LaunchSettings.CacheType)
  /// Larger than a whole number holds.
  case overflow

  /// For people.
  package var detail: String {
    switch self {
    case .architecture(let name?): "The memory of the architecture \(name) is not known."
    case .architecture(nil): "The header names no architecture."
    case .incompleteHeader: "The header was not read to its end."
    case .tensorSizes: "The size of a tensor is not known."
    case .missing(let key): "The header has no \(key)."
    case .unusable(let key): "The header's \(key) cannot be used."
    case .cacheType(let type): "The cache type \(type.rawValue) does not divide the width of a layer."
    case .overflow: "The sizes in the header are too large."
    }
  }
}

/// Arithmetic with numbers of strangers' files.
enum CheckedBytes {
  static func product(_ factors: Int...) throws(MemoryUnknown) -> Int {
    var product = 1
    for factor in factors {
      let (larger, isTooLarge) = product.multipliedReportingOverflow(by: factor)
      if isTooLarge { throw .overflow }
      product = larger
    }
    return product
  }

  static func sum(_ numbers: Int...) throws(MemoryUnknown) -> Int {
    var sum = 0
    for number in numbers {
      let (larger, isTooLarge) = sum.addingReportingOverflow(number)
      if isTooLarge { throw .overflow }
      sum = larger
    }
    return sum
  }

  /// The smallest multiple of `step` that is not below `number`.
  static func padded(_ number: Int, to step: Int) throws(MemoryUnknown) -> Int {
    try product(sum(number, step - 1) / step, step)
  }
}

/// Bytes in the machine's memory and on devices.
package struct MemorySplit: Hashable, Sendable {
  package var host: Int
  /// On all devices together: which layer goes to which device is decided when they are loaded.
  package var device: Int

  package init(host: Int = 0, device: Int = 0) {
    self.host = host
    self.device = device
  }

  mutating func add(_ bytes: Int, onDevice: Bool) throws(MemoryUnknown) {
    if onDevice {
      device = try CheckedBytes.sum(device, bytes)
    } else {
      host = try CheckedBytes.sum(host, bytes)
    }
    _ = try CheckedBytes.sum(host, device)
  }

  /// Does not overflow: `add` and `sum` check it.
  package var total: Int { host + device }

  static func sum(_ parts: [MemorySplit]) throws(MemoryUnknown) -> MemorySplit {
    var sum = MemorySplit()
    for part in parts {
      try sum.add(part.host, onDevice: false)
      try sum.add(part.device, onDevice: true)
    }
    return sum
  }
}
