import Domain

/// The memory of AMD's GPUs, from the files mem_info_… of the driver amdgpu. Everyone may read them, no tool is needed.
///
/// The names are those of the kernel's Documentation/gpu/amdgpu/driver-misc.rst; each holds one number of bytes.
struct AmdGPU: Sendable {
  let sys: KernelFiles

  /// - Returns: no processes: `DRMClients` and `KFDProcesses` know them.
  func report(_ card: DRMCard) -> DeviceReport {
    let vram = Memory(sys, card, "vram")
    let gtt = Memory(sys, card, "gtt")
    let isIntegrated = isIntegrated(card, vram: vram.total.bytes, gtt: gtt.total.bytes)
    let memory = isIntegrated ? gtt : vram
    var pool = MemoryPool(
      id: .gpu(card.address.text), name: card.name(sys), kind: isIntegrated ? .drawsFromRAM : .dedicated,
      totalBytes: memory.total.bytes)
    let reading = PoolReading(
      used: memory.used, free: memory.free, at: .now, source: "\(card.source)/mem_info_\(memory.region)_used",
      notes: isIntegrated ? [Self.note(vram)] : [])
    let checked = reading.checked(total: pool.totalBytes)
    if pool.totalBytes == 0 { pool.totalBytes = nil }
    return DeviceReport(pool: pool, address: card.address, reading: checked)
  }

  /// One of the regions `vram` and `gtt`.
  private struct Memory {
    var region: String
    var total: MemoryAmount
    var used: MemoryAmount

    init(_ sys: KernelFiles, _ card: DRMCard, _ region: String) {
      self.region = region
      total = Self.amount(sys, "\(card.folder)/mem_info_\(region)_total")
      used = Self.amount(sys, "\(card.folder)/mem_info_\(region)_used")
    }

    var free: MemoryAmount {
      guard let all = total.bytes else { return total }
      guard let taken = used.bytes else { return used }
      let (bytes, overflow) = all.subtractingReportingOverflow(taken)
      // Below 0 when the driver contradicts itself, which `checked` sees.
      return overflow ? .unknown(.init(.implausible, "the driver says \(taken) of \(all)")) : .bytes(bytes)
    }

    private static func amount(_ sys: KernelFiles, _ path: String) -> MemoryAmount {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      do {
        guard let bytes = try sys.number(path) else { return .unknown(.init(.failed, "\(name) holds no number")) }
        return .bytes(bytes)
      } catch .noPermission {
        return .unknown(.init(.noPermission, "no permission to read \(name)"))
      } catch .absent {
        return .unknown(.init(.notSupported, "the driver amdgpu does not tell \(name)"))
      } catch {
        return .unknown(.init(.failed, error.reason(name)))
      }
    }
  }

  /// Models of an integrated GPU (an APU) are in GTT, which is the system's memory; its VRAM is a small part of the
  /// memory that is set aside at the start and looks full all the time.
  ///
  /// No file says what a GPU is. GTT is at least 8 times the VRAM (mudler/LocalAI#12094), but so it may be for a small card
  /// in a large machine, whose GTT is half of the system's memory. Such a card has a ROM of its own (as fwupd tells them
  /// apart), or shows the processor only a window of its memory.
  private func isIntegrated(_ card: DRMCard, vram: Int?, gtt: Int?) -> Bool {
    guard let vram, let gtt, gtt > 0 else { return false }
    let (eightTimes, overflow) = vram.multipliedReportingOverflow(by: 8)
    guard !overflow, gtt >= eightTimes else { return false }
    let visible = (try? sys.number("\(card.folder)/mem_info_vis_vram_total")) ?? nil
    return !sys.exists("\(card.folder)/rom") && (visible ?? vram) >= vram
  }

  private static func note(_ vram: Memory) -> ReadingNote {
    let size = vram.total.bytes.map { "\(($0 / 1_048_576).grouped) MiB" } ?? "memory"
    let use = vram.used.bytes.map { " (\(($0 / 1_048_576).grouped) MiB used)" } ?? ""
    return ReadingNote(.carveOut, "An integrated GPU. The \(size) set aside for it\(use) is not counted.")
  }
}
