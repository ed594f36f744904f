import Domain

/// What one open file of a GPU's driver holds, from /proc/PID/fdinfo/FD.
///
/// Format: the kernel's Documentation/gpu/drm-usage-stats.rst. Read from amdgpu, i915 and xe.
struct DRMUsage: Equatable, Sendable {
  var driver: String
  var address: PCIAddress
  /// The same in all descriptors of one open file, also in those that other processes inherited; nil: an old driver.
  var client: UInt64?
  /// What lies in each region at this moment: `vram`, `gtt`, `local0`, `system0`.
  var resident: [String: MemoryAmount]

  private static let mostLines = 1024

  /// - Returns: nil if the file is no GPU's, or its GPU has no PCI address.
  init?(_ text: String) {
    var (driver, address, client): (String?, PCIAddress?, UInt64?)
    var (resident, older, total): ([String: MemoryAmount], [String: MemoryAmount], [String: MemoryAmount])
    (resident, older, total) = ([:], [:], [:])
    for line in text.split(separator: "\n").prefix(Self.mostLines) where line.hasPrefix("drm-") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon]
      let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
      switch key {
      case "drm-driver": driver = String(value.prefix(32))
      case "drm-pdev": address = PCIAddress(value)
      case "drm-client-id": client = UInt64(value)
      default:
        if key.hasPrefix("drm-resident-") { resident[String(key.dropFirst(13))] = Self.amount(value) }
        if key.hasPrefix("drm-memory-") { older[String(key.dropFirst(11))] = Self.amount(value) }
        if key.hasPrefix("drm-total-") { total[String(key.dropFirst(10))] = Self.amount(value) }
      }
    }
    guard let driver, let address else { return nil }
    self.driver = driver
    self.address = address
    self.client = client
    // drm-memory- is the older name of drm-resident-. The total is what was created, not what lies there: an Arc A310
    // had 35,916 KiB of which 12 were resident.
    self.resident = total.mapValues { amount in
      amount == .bytes(0)
        ? amount : .unknown(.init(.notSupported, "the driver \(driver) tells what was created, not what is resident"))
    }
    .merging(older) { $1 }.merging(resident) { $1 }
  }

  /// A number without a unit is bytes.
  private static func amount(_ text: Substring) -> MemoryAmount {
    let parts = text.split(separator: " ", omittingEmptySubsequences: true)
    guard (1...2).contains(parts.count), let number = Int(parts[0]), number >= 0,
      let factor = parts.count == 1 ? 1 : ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30][parts[1]]
    else { return .unknown(.init(.failed, "the driver says \(String(text).clipped(to: 60))")) }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .unknown(.init(.implausible, "the driver says \(String(text).clipped(to: 60))")) : .bytes(bytes)
  }

  /// What counts in the pool of the device.
  ///
  /// Of an integrated amdgpu only `gtt`, which is what its pool is made of; of an integrated GPU of Intel all that lies in
  /// the system's memory.
  func amount(in kind: MemoryPool.Kind) -> MemoryAmount {
    let counted = resident.filter { Self.isCounted($0.key, kind, driver) }
    guard !counted.isEmpty else {
      return .unknown(.init(.notSupported, "the driver \(driver) does not tell"))
    }
    return counted.values.reduce(.bytes(0), +)
  }

  private static func isCounted(_ region: String, _ kind: MemoryPool.Kind, _ driver: String) -> Bool {
    let name = region.prefix { !$0.isNumber }
    switch kind {
    case .dedicated: return ["vram", "local", "stolen-local"].contains(name)
    case .drawsFromRAM: return driver == "amdgpu" ? name == "gtt" : ["gtt", "system"].contains(name)
    }
  }
}
