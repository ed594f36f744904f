import Domain

/// Reads what every memory of this system holds: the system's own and that of each GPU.
///
/// A source that fails is never an error here. Its pools stay in the list with an unknown reading and the reason, because
/// a GPU that disappeared from it would look like one that holds nothing.
package actor MemoryDevices {
  /// One look at everything.
  package struct Survey: Equatable, Sendable {
    /// The system's memory first, then NVIDIA's GPUs in the order of nvidia-smi, then the others.
    package var devices: [DeviceReport]
    /// Sources that could not be read, whether or not a device is known that belongs to them.
    package var failures: [Failure]
  }

  package struct Failure: Equatable, Sendable {
    /// `nvidia-smi`, or what is read of the kernel.
    package var source: String
    package var reason: UnknownAmount
  }

  private enum Source { case kernel, nvidia }

  private struct Known {
    var pool: MemoryPool
    var address: PCIAddress?
    var source: Source

    init(_ report: DeviceReport, _ source: Source) {
      (pool, address, self.source) = (report.pool, report.address, source)
    }

    /// NVIDIA's GPUs go by their address while the driver is not loaded, and by their UUID otherwise.
    func isNamedOtherwise(in report: DeviceReport) -> Bool {
      address != nil && address == report.address && pool.id != report.pool.id
    }
  }

  private static let kernelSource = "/proc and /sys"

  private let proc: KernelFiles
  private let sys: KernelFiles
  private let nvidia: NvidiaSMI
  private let deadline: Duration
  private let kernelRead = BoundedRead<KernelView>()
  /// What has been seen, in the order of the last look.
  private var known: [Known] = []
  private var current: Task<Survey, Never>?

  /// - Parameters:
  ///   - proc, sys: folders in place of /proc and /sys.
  ///   - nvidiaSMI: a path, or a name to look for in PATH.
  ///   - deadline: for each source. All are read at the same time, so that a look takes hardly longer.
  package init(
    proc: String = "/proc", sys: String = "/sys", nvidiaSMI: String = "nvidia-smi", deadline: Duration = .seconds(5)
  ) {
    self.proc = KernelFiles(proc)
    self.sys = KernelFiles(sys)
    nvidia = NvidiaSMI(tool: nvidiaSMI, deadline: deadline)
    self.deadline = deadline
  }

  package func read() async -> [DeviceReport] { await survey().devices }

  /// Callers at the same time share one look.
  package func survey() async -> Survey {
    if let current { return await current.value }
    let task = Task {
      let survey = await look()
      current = nil
      return survey
    }
    current = task
    return await task.value
  }

  private func look() async -> Survey {
    let (proc, sys) = (proc, sys)
    // Some of the time is left for the rest, so that a slow walk through processes does not take the whole look with it.
    let end = ContinuousClock.now + deadline * 0.8
    async let nvidiaAnswer = nvidia.read()
    let kernel = await kernelRead.value(within: deadline) {
      await onOwnThread { KernelView(proc: proc, sys: sys, until: end) }
    }
    return combine(kernel, await nvidiaAnswer)
  }

  private func combine(_ kernel: Result<KernelView, BoundedReadFailure>, _ answer: NvidiaSMI.Answer) -> Survey {
    var survey = Survey(devices: [], failures: [])
    var failed: [Source: UnknownAmount] = [:]
    let view: KernelView
    switch kernel {
    case .success(let read): view = read
    case .failure(let failure):
      let reason = failure.reason(Self.kernelSource)
      failed[.kernel] = reason
      survey.failures.append(Failure(source: Self.kernelSource, reason: reason))
      view = KernelView(unreadRAM: known.first { $0.pool.id == .ram }?.pool, reason)
    }
    let reports = NvidiaReports(answer: answer, kernel: view, proc: proc, now: .now)
    if let reason = reports.failure ?? (knows(.nvidia) ? answer.gpus.failure : nil) {
      failed[.nvidia] = reason
      survey.failures.append(Failure(source: NvidiaSMI.source, reason: reason))
    } else if case .success = answer.gpus, case .failure(let reason) = answer.apps {
      survey.failures.append(Failure(source: "nvidia-smi --query-compute-apps", reason: reason))
    }
    let all = [(view.ram, Source.kernel)] + reports.all().map { ($0, .nvidia) } + view.gpus.map { ($0, .kernel) }
    // By its address only while it is not known by its UUID.
    let fresh = all.filter { report, _ in
      report.pool.id != report.address.map { .gpu($0.text) } || !known.contains { $0.isNamedOtherwise(in: report) }
    }.map { (completed($0), $1) }
    remember(fresh)
    let ids = Set(fresh.map(\.0.pool.id))
    survey.devices = fresh.map(\.0) + known.filter { !ids.contains($0.pool.id) }.map { unread($0, failed[$0.source]) }
    return survey
  }

  private func knows(_ source: Source) -> Bool { known.contains { $0.source == source } }

  /// With the name and the total of an earlier look, where this one could not read them: a card does not shrink.
  private func completed(_ report: DeviceReport) -> DeviceReport {
    guard report.pool.totalBytes == nil, let earlier = known.first(where: { $0.pool.id == report.pool.id })
    else { return report }
    var report = report
    report.pool = earlier.pool
    return report
  }

  private func unread(_ known: Known, _ reason: UnknownAmount?) -> DeviceReport {
    let name = known.source == .nvidia ? NvidiaSMI.source : Self.kernelSource
    let reason = reason ?? UnknownAmount(.unlisted, "\(name) no longer lists it")
    return DeviceReport(
      pool: known.pool, address: known.address, reading: .unknown(reason, at: .now, source: name),
      missingProcesses: reason)
  }

  private func remember(_ fresh: [(DeviceReport, Source)]) {
    let others = known.filter { known in
      !fresh.contains { $0.0.pool.id == known.pool.id || known.isNamedOtherwise(in: $0.0) }
    }
    known = fresh.map { Known($0, $1) } + others
  }
}

extension KernelView {
  /// In place of one that could not be read.
  fileprivate init(unreadRAM pool: MemoryPool?, _ reason: UnknownAmount) {
    let pool = pool ?? MemoryPool(id: .ram, name: "System memory", kind: .dedicated, totalBytes: nil)
    ram = DeviceReport(pool: pool, reading: .unknown(reason, at: .now, source: "/proc/meminfo"))
    (gpus, nvidia, nvidiaFiles) = ([], [], [:])
  }
}

extension Result {
  fileprivate var failure: Failure? {
    guard case .failure(let failure) = self else { return nil }
    return failure
  }
}
