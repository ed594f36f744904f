import Domain

/// Makes reports of what nvidia-smi said, and of GPUs of which it said nothing.
struct NvidiaReports {
  var answer: NvidiaSMI.Answer
  var kernel: KernelView
  /// For the state of processes.
  var proc: KernelFiles
  var now: ContinuousClock.Instant

  /// nil: there is nothing that nvidia-smi could have read.
  var failure: UnknownAmount? {
    guard case .failure(let reason) = answer.gpus else { return nil }
    return reason.kind == .toolMissing && kernel.nvidia.isEmpty ? nil : reason
  }

  func all() -> [DeviceReport] {
    switch answer.gpus {
    case .success(let gpus):
      let listed = Set(gpus.map(\.id))
      return gpus.map(report) + instances(besides: listed)
        + kernel.nvidia.filter { $0.uuid != nil && !listed.contains($0.id) }
        .map { unread($0, .init(.unlisted, "nvidia-smi does not list it")) }
    case .failure(let reason):
      return kernel.nvidia.map { unread($0, reason) }
    }
  }

  private func report(_ gpu: NvidiaSMI.GPU) -> DeviceReport {
    let (processes, missing) = processes(gpu.id)
    if UnifiedMemory.isUsed(by: gpu.name) { return unified(gpu, processes, missing) }
    let total = gpu.total.bytes
    var reading = PoolReading(used: gpu.used, free: gpu.free, at: now, source: NvidiaSMI.source).checked(total: total)
    if gpu.isPartitioned {
      reading.free = .unknown(.init(.notSupported, "the GPU is split into instances"))
      reading.notes.append(
        ReadingNote(
          .partitioned,
          "The GPU is split into instances (MIG). A model fits only into one of them; their sizes are not read."))
    }
    reading.notes += notes(processes)
    return DeviceReport(
      pool: MemoryPool(id: gpu.id, name: gpu.name, kind: .dedicated, totalBytes: total == 0 ? nil : total),
      address: gpu.address, reading: reading, processes: processes, missingProcesses: missing)
  }

  /// What the GPU uses is what its processes hold. The system's use is not the GPU's: with 30 GiB of another program and
  /// an idle GPU it would show these (Syllo/nvtop#511).
  private func unified(
    _ gpu: NvidiaSMI.GPU, _ processes: [DeviceProcess], _ missing: UnknownAmount?
  ) -> DeviceReport {
    // Those that only draw are in no list with a number, and would make the sum unknown on every desktop.
    let listed = processes.map(\.bytes).filter { $0.unknown?.kind != .unlisted }
    let used = missing.map(MemoryAmount.unknown) ?? listed.reduce(.bytes(0), +)
    let total = kernel.ram.pool.totalBytes
    let note = ReadingNote(
      .unifiedMemory,
      "The GPU has no memory of its own. Used is what processes that compute hold, free is what the system has available."
    )
    let reading = PoolReading(
      used: used, free: kernel.ram.reading.free, at: now, source: "nvidia-smi, /proc/meminfo",
      notes: [note] + notes(processes))
    return DeviceReport(
      pool: MemoryPool(id: gpu.id, name: gpu.name, kind: .drawsFromRAM, totalBytes: total),
      address: gpu.address, reading: reading.checked(total: total), processes: processes, missingProcesses: missing)
  }

  /// Devices that only processes name: instances of MIG, of whose sizes the query says nothing.
  private func instances(besides listed: Set<MemoryPoolID>) -> [DeviceReport] {
    guard case .success(let apps) = answer.apps else { return [] }
    let others = Set(apps.list.map(\.gpu)).subtracting(listed)
    return others.sorted().map { id in
      let (processes, missing) = processes(id)
      let reason = UnknownAmount(.notSupported, "nvidia-smi tells only what its processes hold")
      let name = id.text.hasPrefix("gpu:MIG") ? "MIG instance" : "NVIDIA GPU"
      return DeviceReport(
        pool: MemoryPool(id: id, name: name, kind: .dedicated, totalBytes: nil),
        reading: .unknown(reason, at: now, source: NvidiaSMI.source, notes: notes(processes)),
        processes: processes, missingProcesses: missing)
    }
  }

  private func unread(_ gpu: NvidiaDriver.GPU, _ reason: UnknownAmount) -> DeviceReport {
    let name = gpu.name ?? "NVIDIA GPU \(gpu.address)"
    let kind: MemoryPool.Kind = UnifiedMemory.isUsed(by: name) ? .drawsFromRAM : .dedicated
    return DeviceReport(
      pool: MemoryPool(id: gpu.id, name: name, kind: kind, totalBytes: nil),
      address: gpu.address, reading: .unknown(reason, at: now, source: NvidiaSMI.source), missingProcesses: reason)
  }

  // MARK: - Processes

  private static let mostNotes = 5

  private func notes(_ processes: [DeviceProcess]) -> [ReadingNote] {
    Array(processes.lazy.compactMap(\.note).prefix(Self.mostNotes))
  }

  private func processes(_ gpu: MemoryPoolID) -> ([DeviceProcess], missing: UnknownAmount?) {
    let apps: NvidiaSMI.Apps
    switch answer.apps {
    case .failure(let reason): return ([], reason)
    case .success(let list): apps = list
    }
    var bytes: [Int: MemoryAmount] = [:]
    for app in apps.list where app.gpu == gpu { bytes[app.pid] = bytes[app.pid].map { $0 + app.bytes } ?? app.bytes }
    let listed = bytes.map { DeviceProcess(pid: $0, bytes: $1, note: note($0)) }
    let missing =
      apps.skippedLines == 0
      ? nil : UnknownAmount(.incomplete, "nvidia-smi's answer has \(apps.skippedLines) lines that are not understood")
    return ((listed + unlisted(gpu, apps)).sorted { $0.pid < $1.pid }, missing)
  }

  /// Processes that have the device open and that nvidia-smi lists on no GPU at all: they only draw, or it runs in
  /// another PID namespace and gives other numbers. A program that computes opens all devices, so that one that is listed
  /// elsewhere says nothing of this GPU.
  private func unlisted(_ gpu: MemoryPoolID, _ apps: NvidiaSMI.Apps) -> [DeviceProcess] {
    guard let minor = kernel.nvidia.first(where: { $0.id == gpu })?.minor else { return [] }
    let known = Set(apps.list.map(\.pid))
    let reason = UnknownAmount(.unlisted, "it has the GPU open, but nvidia-smi does not list it")
    return (kernel.nvidiaFiles[minor] ?? []).subtracting(known).map { DeviceProcess(pid: $0, bytes: .unknown(reason)) }
  }

  /// nil: the process is alive.
  private func note(_ pid: Int) -> ReadingNote? {
    guard let stat = try? proc.text("\(pid)/stat") else {
      return ReadingNote(
        .endedProcess,
        "Process \(pid) is listed but not in /proc: it has ended and its memory is not back, or it runs in a container."
      )
    }
    // The name in brackets before the state may hold brackets itself.
    guard let end = stat.lastIndex(of: ")"), let state = stat[end...].split(separator: " ").dropFirst().first,
      state == "Z" || state == "X"
    else { return nil }
    return ReadingNote(.endedProcess, "Process \(pid) has ended (it is a zombie), and its memory is not back.")
  }
}
