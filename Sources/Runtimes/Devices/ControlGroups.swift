import Domain

/// The limits of memory of this process's control group and of all above it, of versions 1 and 2 (the kernel's
/// Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst).
struct ControlGroups: Sendable {
  struct Limit: Equatable, Sendable {
    /// `/`: the root, which in a container is the container's group.
    var name: String
    var total: Int
    /// Without cached files that can be dropped at once: the kernel counts them, too.
    var used: MemoryAmount

    var free: MemoryAmount {
      guard let taken = used.bytes else { return used }
      return .bytes(max(0, total - taken))
    }
  }

  private struct Version {
    var root: String
    var limit: String
    var usage: String
    var inactiveFiles: String

    static let one = Version(
      root: "fs/cgroup/memory", limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
      inactiveFiles: "total_inactive_file")
    static let two = Version(
      root: "fs/cgroup", limit: "memory.max", usage: "memory.current", inactiveFiles: "inactive_file")
  }

  let proc: KernelFiles
  let sys: KernelFiles

  /// A path deeper than this is none that somebody made on purpose.
  private static let mostLevels = 64

  /// Those that have one, from this process's group upwards.
  func limits() -> [Limit] {
    let lines = ((try? proc.text("self/cgroup")) ?? "").split(separator: "\n")
    return lines.flatMap { line -> [Limit] in
      // HIERARCHY:CONTROLLERS:PATH; version 2 is hierarchy 0 without controllers.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      if parts[0] == "0", parts[1].isEmpty { return limits(.two, path: parts[2]) }
      return parts[1].split(separator: ",").contains("memory") ? limits(.one, path: parts[2]) : []
    }
  }

  private func limits(_ version: Version, path: Substring) -> [Limit] {
    var levels = path.split(separator: "/").prefix(Self.mostLevels)
    // `/../other`: a group outside of this namespace, which is not mounted here.
    if levels.contains("..") { levels = [] }
    var limits: [Limit] = []
    while true {
      let name = "/" + levels.joined(separator: "/")
      // Without the file: the root of the whole system, or a path of the host that a container does not have.
      if let limit = limit(version, "\(version.root)\(levels.isEmpty ? "" : name)", name) { limits.append(limit) }
      if levels.popLast() == nil { return limits }
    }
  }

  /// - Returns: nil without a limit: `max`, and a number of almost 2^63 in version 1.
  private func limit(_ version: Version, _ folder: String, _ name: String) -> Limit? {
    guard let total = try? sys.number("\(folder)/\(version.limit)"), total < Int.max / 2 else { return nil }
    return Limit(name: name, total: total, used: used(version, folder))
  }

  private func used(_ version: Version, _ folder: String) -> MemoryAmount {
    do {
      guard let usage = try sys.number("\(folder)/\(version.usage)") else {
        return .unknown(.init(.failed, "\(version.usage) holds no number"))
      }
      let inactive = inactiveFiles(version, folder)
      return .bytes(usage - min(usage, inactive))
    } catch {
      return .unknown(
        .init(error == .noPermission ? .noPermission : .failed, error.reason("\(version.usage) of the control group")))
    }
  }

  /// 0 if it is not known: more counts as used, then.
  private func inactiveFiles(_ version: Version, _ folder: String) -> Int {
    for line in ((try? sys.text("\(folder)/memory.stat")) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == version.inactiveFiles { return max(0, Int(words[1]) ?? 0) }
    }
    return 0
  }
}
