/// Names one pool of memory.
package enum MemoryPoolID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The system's memory.
  case ram
  /// A GPU's UUID as nvidia-smi gives it (`GPU-…`, `MIG-…`), else its PCI address (`0000:08:00.0`). Its number is no
  /// name: it changes with CUDA_VISIBLE_DEVICES and from one start of the system to the next.
  case gpu(String)

  /// UUIDs of MIG instances of old drivers have 58 bytes.
  private static let mostBytes = 96

  /// - Returns: nil unless the text is `ram`, or `gpu:` with up to 96 printable ASCII characters and no spaces.
  package init?(_ text: String) {
    if text == "ram" {
      self = .ram
      return
    }
    guard text.hasPrefix("gpu:") else { return nil }
    let name = text.utf8.dropFirst(4)
    guard (1...Self.mostBytes).contains(name.count), name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    self = .gpu(String(decoding: name, as: UTF8.self))
  }

  package var text: String {
    switch self {
    case .ram: "ram"
    case .gpu(let name): "gpu:\(name)"
    }
  }

  package var description: String { text }

  /// The system's memory comes first.
  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.ram, .gpu): true
    case (_, .ram): false
    case (.gpu(let left), .gpu(let right)): left < right
    }
  }
}

/// Memory that models share: the system's, or that of one GPU.
package struct MemoryPool: Hashable, Sendable, Identifiable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case dedicated
    /// Unified memory: each byte is one of the system's memory, too, and counts in both pools.
    case drawsFromRAM = "draws_from_ram"
  }

  package var id: MemoryPoolID
  /// For people, such as `NVIDIA RTX A6000`.
  package var name: String
  package var kind: Kind
  /// nil: nothing on this system tells, and it has to be configured.
  package var totalBytes: Int?

  package init(id: MemoryPoolID, name: String, kind: Kind, totalBytes: Int?) {
    self.id = id
    self.name = name
    self.kind = kind
    self.totalBytes = totalBytes
  }
}

/// Where a device is on the PCI bus. The same device is `00000000:08:00.0` to nvidia-smi and `0000:08:00.0` to the
/// kernel.
package struct PCIAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// As the kernel writes it: lower case, at least four digits of domain.
  package let text: String

  /// - Parameter text: domain (up to 8 hexadecimal digits, may be missing), bus, device and function.
  /// - Returns: nil if the text is anything else.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 20 else { return nil }
    let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let last = parts.last else { return nil }
    let slot = last.split(separator: ".", omittingEmptySubsequences: false)
    guard slot.count == 2,
      let domain = parts.count == 3 ? Self.number(parts[0], digits: 1...8) : 0,
      let bus = Self.number(parts[parts.count - 2], digits: 1...2),
      let device = Self.number(slot[0], digits: 1...2), device < 32,
      let function = Self.number(slot[1], digits: 1...1), function < 8
    else { return nil }
    self.text =
      "\(Self.digits(domain, 4)):\(Self.digits(bus, 2)):\(Self.digits(device, 2)).\(Self.digits(function, 1))"
  }

  package var description: String { text }
  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> UInt32? {
    // Not UInt32(_:radix:) alone, which takes a sign.
    guard digits.contains(text.utf8.count), text.utf8.first != UInt8(ascii: "+") else { return nil }
    return UInt32(text, radix: 16)
  }

  private static func digits(_ number: UInt32, _ fewest: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, fewest - text.utf8.count)) + text
  }
}
