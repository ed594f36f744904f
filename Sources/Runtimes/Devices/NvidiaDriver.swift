import Domain

/// NVIDIA's GPUs as the kernel knows them: they are shown even if nvidia-smi is missing or fails.
struct NvidiaDriver: Sendable {
  struct GPU: Equatable, Sendable {
    var address: PCIAddress
    /// The same as nvidia-smi's; nil: the driver is not loaded.
    var uuid: String?
    var name: String?
    /// N of /dev/nvidiaN.
    var minor: Int?

    var id: MemoryPoolID { uuid.flatMap { MemoryPoolID("gpu:\($0)") } ?? .gpu(address.text) }
  }

  let proc: KernelFiles
  let sys: KernelFiles

  /// Sorted by address.
  func gpus() -> [GPU] {
    var gpus: [PCIAddress: GPU] = [:]
    for entry in (try? sys.entries("bus/pci/devices")) ?? [] {
      guard let address = PCIAddress(entry), isGPU("bus/pci/devices/\(entry)") else { continue }
      gpus[address] = GPU(address: address)
    }
    for entry in (try? proc.entries("driver/nvidia/gpus")) ?? [] {
      guard let address = PCIAddress(entry) else { continue }
      let text = (try? proc.text("driver/nvidia/gpus/\(entry)/information")) ?? ""
      gpus[address] = Self.parse(text, address)
    }
    return gpus.values.sorted { $0.address < $1.address }
  }

  private func isGPU(_ device: String) -> Bool {
    guard let vendor = try? sys.text("\(device)/vendor"), vendor.hasPrefix("0x10de"),
      let classCode = try? sys.text("\(device)/class")
    else { return false }
    // One that is passed to a virtual machine (vfio-pci) is no memory of this system.
    if let driver = sys.link("\(device)/driver"), !driver.hasSuffix("/nvidia") { return false }
    // Display controllers: with a display (0x0300) and without (0x0302).
    return classCode.hasPrefix("0x03")
  }

  /// `Model:`, `GPU UUID:` and `Device Minor:`, each followed by tabs and spaces.
  static func parse(_ text: String, _ address: PCIAddress) -> GPU {
    var gpu = GPU(address: address)
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
      switch line[..<colon] {
      case "Model": gpu.name = value.clipped(to: 200)
      // Question marks until the driver has first used the device.
      case "GPU UUID": gpu.uuid = value.contains("?") ? nil : value
      case "Device Minor": gpu.minor = Int(value)
      default: break
      }
    }
    return gpu
  }
}
