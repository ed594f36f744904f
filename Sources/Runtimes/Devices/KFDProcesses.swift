import Domain

/// What processes that use ROCm hold of AMD's GPUs, from /sys/class/kfd/kfd/proc/PID/vram_GPU: bytes.
///
/// Everyone may read it. Processes that use Vulkan are not in it.
struct KFDProcesses: Sendable {
  let sys: KernelFiles

  /// By device and process. Those that only opened /dev/kfd, with 0 bytes, are not among them.
  func read() -> [PCIAddress: [Int: Int]] {
    let devices = devices()
    var found: [PCIAddress: [Int: Int]] = [:]
    guard !devices.isEmpty else { return found }
    for pid in ((try? sys.entries("class/kfd/kfd/proc")) ?? []).compactMap({ Int($0) }) {
      for (gpu, address) in devices {
        // Absent when the process ended meanwhile.
        guard let bytes = try? sys.number("class/kfd/kfd/proc/\(pid)/vram_\(gpu)"), bytes > 0 else { continue }
        found[address, default: [:]][pid] = bytes
      }
    }
    return found
  }

  /// The KFD's own numbers of the GPUs, from its topology.
  private func devices() -> [Int: PCIAddress] {
    var devices: [Int: PCIAddress] = [:]
    for node in (try? sys.entries("class/kfd/kfd/topology/nodes")) ?? [] {
      let folder = "class/kfd/kfd/topology/nodes/\(node)"
      // A processor is a node, too, with the number 0.
      guard let gpu = try? sys.number("\(folder)/gpu_id"), gpu > 0,
        let properties = try? sys.text("\(folder)/properties"), let address = Self.address(properties)
      else { continue }
      devices[gpu] = address
    }
    return devices
  }

  /// `location_id` has the bus in bits 8 to 15, the device in 3 to 7 and the function in 0 to 2.
  static func address(_ properties: String) -> PCIAddress? {
    var (domain, location): (Int, Int?) = (0, nil)
    for line in properties.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int(words[1]), number >= 0 else { continue }
      if words[0] == "domain" { domain = number }
      if words[0] == "location_id" { location = number }
    }
    guard let location, location <= 0xFFFF else { return nil }
    let numbers = [domain, location >> 8, (location >> 3) & 0x1F, location & 7].map { String($0, radix: 16) }
    return PCIAddress("\(numbers[0]):\(numbers[1]):\(numbers[2]).\(numbers[3])")
  }

  /// Both lists in one. A kernel may count the same memory in both or in one of them only, so the larger number is
  /// taken and not the sum.
  static func merge(_ listed: [DeviceProcess], _ byPID: [Int: Int]) -> [DeviceProcess] {
    var missing = byPID
    var processes = listed.map { process in
      guard let bytes = missing.removeValue(forKey: process.pid) else { return process }
      var process = process
      process.bytes = .bytes(max(bytes, process.bytes.bytes ?? 0))
      return process
    }
    processes += missing.map { DeviceProcess(pid: $0, bytes: .bytes($1)) }
    return processes.sorted { $0.pid < $1.pid }
  }
}
