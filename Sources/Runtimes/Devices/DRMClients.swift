import Domain

/// Which processes hold memory of GPUs, from /proc/PID/fdinfo of the open files of /dev/dri.
///
/// As a user other than root one sees only one's own processes.
struct DRMClients: Sendable {
  /// What was seen in one walk through all processes.
  struct Findings: Equatable, Sendable {
    /// By device and process, in the order of the process numbers.
    var usages: [PCIAddress: [Int: [DRMUsage]]] = [:]
    /// Processes whose files may not be read.
    var unreadable = 0
    /// Why more processes may exist than could be seen at all.
    var hidden: String?
    /// Processes that have N of /dev/nvidiaN open.
    var nvidiaFiles: [Int: Set<Int>] = [:]

    /// nil: every process was seen.
    var missing: UnknownAmount? {
      if let hidden { return .init(.incomplete, hidden) }
      guard unreadable > 0 else { return nil }
      let processes = unreadable == 1 ? "1 process" : "\(unreadable.grouped) processes"
      return .init(.noPermission, "no permission to look into \(processes)")
    }

    /// In the order of the process numbers. Processes that hold nothing are not among them.
    func processes(of address: PCIAddress, in kind: MemoryPool.Kind) -> [DeviceProcess] {
      (usages[address] ?? [:]).sorted { $0.key < $1.key }.compactMap { pid, usages in
        let bytes = usages.map { $0.amount(in: kind) }.reduce(.bytes(0), +)
        return bytes == .bytes(0) ? nil : DeviceProcess(pid: pid, bytes: bytes)
      }
    }
  }

  let proc: KernelFiles

  /// A walk takes 8 ms for 550 processes (SikamikanikoBG/homelab-monitor#247).
  /// - Parameter end: when to stop, and to report what was not seen as hidden.
  func read(until end: ContinuousClock.Instant) -> Findings {
    var findings = Findings()
    guard let entries = try? proc.entries("") else {
      findings.hidden = "/proc cannot be read"
      return findings
    }
    let pids = entries.compactMap { Int($0) }.sorted()
    findings.hidden = reasonToMiss(pids)
    var seen: Set<Client> = []
    // What systemd-logind opened for a desktop it holds, too: it is the desktop's (Umio-Yasuno/amdgpu_top#7).
    let last = pids.filter(isSystemd)
    for pid in pids.filter({ !last.contains($0) }) + last {
      guard ContinuousClock.now < end else {
        findings.hidden = "there was no time to look into all processes"
        break
      }
      do {
        try look(into: pid, &findings, &seen)
      } catch .absent {
        // It ended meanwhile, and its memory is free.
      } catch {
        // A kernel thread has no command line, and no files.
        if (try? proc.text("\(pid)/cmdline")).map({ !$0.isEmpty }) ?? false { findings.unreadable += 1 }
      }
    }
    return findings
  }

  private struct Client: Hashable {
    var address: PCIAddress
    var id: UInt64
  }

  private func look(
    into pid: Int, _ findings: inout Findings, _ seen: inout Set<Client>
  ) throws(KernelFiles.Failure) {
    var withoutID: [PCIAddress: [DRMUsage]] = [:]
    for descriptor in try proc.entries("\(pid)/fd") {
      guard let target = proc.link("\(pid)/fd/\(descriptor)") else { continue }
      if target.hasPrefix("/dev/nvidia"), let minor = Int(target.dropFirst(11)) {
        findings.nvidiaFiles[minor, default: []].insert(pid)
      }
      guard target.hasPrefix("/dev/dri/") else { continue }
      let text: String
      do {
        text = try proc.text("\(pid)/fdinfo/\(descriptor)")
      } catch .absent {
        continue  // closed meanwhile
      }
      guard let usage = DRMUsage(text) else { continue }
      if let id = usage.client {
        guard seen.insert(Client(address: usage.address, id: id)).inserted else { continue }
        findings.usages[usage.address, default: [:]][pid, default: []].append(usage)
      } else {
        withoutID[usage.address, default: []].append(usage)
      }
    }
    for (address, usages) in withoutID {
      findings.usages[address, default: [:]][pid, default: []].append(Self.one(of: usages))
    }
  }

  /// Without an ID, several descriptors may be the same open file or not.
  private static func one(of usages: [DRMUsage]) -> DRMUsage {
    var usage = usages[0]
    guard usages.count > 1 else { return usage }
    let reason = UnknownAmount(.notSupported, "the driver \(usage.driver) does not tell its clients apart")
    usage.resident = usage.resident.mapValues { _ in .unknown(reason) }
    return usage
  }

  private func isSystemd(_ pid: Int) -> Bool {
    ((try? proc.text("\(pid)/comm")) ?? "").hasPrefix("systemd")
  }

  /// The number of the first PID namespace: PROC_PID_INIT_INO of the kernel's proc_ns.h.
  private static let firstNamespace = "pid:[4026531836]"

  private func reasonToMiss(_ pids: [Int]) -> String? {
    if let namespace = proc.link("self/ns/pid"), namespace != Self.firstNamespace {
      return "processes outside of this container cannot be seen"
    }
    // The option hidepid of /proc.
    if pids.first != 1 { return "processes of other users are hidden" }
    return nil
  }
}
