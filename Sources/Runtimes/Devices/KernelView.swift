import Domain

/// What the files of the kernel say of memory: the system's, and that of GPUs of AMD and Intel.
struct KernelView: Equatable, Sendable {
  var ram: DeviceReport
  /// GPUs of AMD and Intel, complete.
  var gpus: [DeviceReport]
  /// Those that nvidia-smi reads, without a reading.
  var nvidia: [NvidiaDriver.GPU]
  /// Processes that have N of /dev/nvidiaN open.
  var nvidiaFiles: [Int: Set<Int>]

  /// - Parameter end: when to stop looking into processes.
  init(proc: KernelFiles, sys: KernelFiles, until end: ContinuousClock.Instant) {
    ram = SystemMemory(proc: proc, sys: sys).report()
    nvidia = NvidiaDriver(proc: proc, sys: sys).gpus()
    let cards = DRMCard.all(sys)
    nvidiaFiles = [:]
    gpus = []
    // Without a GPU there is nothing to look for in thousands of processes.
    guard !cards.isEmpty || !nvidia.isEmpty else { return }
    let clients = DRMClients(proc: proc).read(until: end)
    nvidiaFiles = clients.nvidiaFiles
    let kfd = KFDProcesses(sys: sys).read()
    gpus = cards.map { card in
      switch card.vendor {
      case .amd:
        var report = AmdGPU(sys: sys).report(card)
        report.processes = clients.processes(of: card.address, in: report.pool.kind)
        // The KFD counts VRAM only, and the pool of an integrated GPU has none.
        if report.pool.kind == .dedicated {
          report.processes = KFDProcesses.merge(report.processes, kfd[card.address] ?? [:])
        }
        report.missingProcesses = clients.missing
        return report
      case .intel:
        return IntelGPU.report(
          card, name: card.name(sys), processes: clients.processes(of: card.address, in: IntelGPU.kind(card)),
          missing: clients.missing)
      }
    }
  }
}
