import Domain

/// The system's memory, as far as Muster and its processes may use it: the smallest of what the system has and what each
/// control group above them allows.
struct SystemMemory: Sendable {
  let proc: KernelFiles
  let sys: KernelFiles

  func report() -> DeviceReport {
    let host = host()
    let groups = ControlGroups(proc: proc, sys: sys).limits()
    // A group without a limit of its own allows what is above it.
    let limits = groups.filter { group in host.total.bytes.map { group.total < $0 } ?? true }
    let least = limits.min { $0.total < $1.total }
    let total = least?.total ?? host.total.bytes
    var notes: [ReadingNote] = []
    if let least, let all = host.total.bytes {
      let (limit, system) = ((least.total / 1_048_576).grouped, (all / 1_048_576).grouped)
      notes.append(
        ReadingNote(.controlGroup, "The control group \(least.name) allows \(limit) of the system's \(system) MiB."))
    }
    let used = least?.used ?? host.used
    // Free is what is free everywhere: another group may fill the system while this one is empty.
    let free = limits.map(\.free).reduce(host.free, Self.least)
    let pool = MemoryPool(id: .ram, name: "System memory", kind: .dedicated, totalBytes: total)
    let source = least == nil ? "/proc/meminfo" : "/proc/meminfo, /sys/fs/cgroup"
    let reading = PoolReading(used: used, free: free, at: .now, source: source, notes: notes)
    return DeviceReport(pool: pool, reading: reading.checked(total: total))
  }

  private static func least(_ left: MemoryAmount, _ right: MemoryAmount) -> MemoryAmount {
    guard let first = left.bytes else { return left }
    guard let second = right.bytes else { return right }
    return .bytes(min(first, second))
  }

  private func host() -> (total: MemoryAmount, used: MemoryAmount, free: MemoryAmount) {
    let text: String
    do {
      text = try proc.text("meminfo")
    } catch {
      let reason = MemoryAmount.unknown(
        .init(error == .noPermission ? .noPermission : .failed, error.reason("/proc/meminfo")))
      return (reason, reason, reason)
    }
    let total = KibibyteTable.amount("MemTotal", in: text, of: "/proc/meminfo")
    // Free pages and what the kernel can take back at once, such as cached files (since Linux 3.14).
    let free = KibibyteTable.amount("MemAvailable", in: text, of: "/proc/meminfo")
    guard let all = total.bytes else { return (total, total, free) }
    guard let rest = free.bytes else { return (total, free, free) }
    // MemAvailable is an estimate, and may exceed the total.
    return (total, .bytes(max(0, all - rest)), .bytes(min(all, rest)))
  }
}
