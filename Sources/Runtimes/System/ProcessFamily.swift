import Domain
import Glibc

/// A guard's program and everything that it has started.
struct ProcessFamily: Sendable {
  /// Being the subreaper, the guard stays an ancestor of all of them, even of those whose parent has died.
  var guardPID: Int
  /// The program's process; its number is also the group's.
  var leaderPID: Int

  /// Looks from the guard downwards: the cost depends on this family, not on all processes of the machine.
  func members() -> [Int] {
    var found: [Int] = []
    var unvisited = [guardPID]
    while let parent = unvisited.popLast() {
      for thread in ProcFile.entries("\(parent)/task") {
        guard let children = ProcFile.text("\(parent)/task/\(thread)/children") else { continue }
        let pids = children.split(separator: " ").compactMap { Int($0) }
        found += pids
        unvisited += pids
      }
    }
    // Kernels without CONFIG_PROC_CHILDREN.
    return found.isEmpty ? livingGroupMembers() : found
  }

  /// The kernel counts pages, so text that two of the processes share counts twice.
  func observe() -> Observation {
    Self.observe(members())
  }

  static func observe(_ pids: [Int]) -> Observation {
    let pageBytes = sysconf(Int32(_SC_PAGESIZE))
    let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    var (residentBytes, anonymousBytes, processorSeconds) = (0, 0, 0.0)
    for pid in pids {
      // statm: size, resident, of these backed by files or shared.
      if let pages = ProcFile.text("\(pid)/statm")?.split(separator: " ").compactMap({ Int($0) }),
        pages.count > 2
      {
        residentBytes += pages[1] * pageBytes
        anonymousBytes += (pages[1] - pages[2]) * pageBytes
      }
      // stat, fields 14 and 15: time in user and in system mode.
      if let fields = ProcFile.statFields(pid: pid), fields.count > 12 {
        processorSeconds +=
          ((Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)) / ticksPerSecond
      }
    }
    return Observation(
      residentBytes: residentBytes, anonymousBytes: anonymousBytes, processorSeconds: processorSeconds)
  }

  /// What outlived its guard. Zombies do not count: they hold no memory, and reaping them is up to init.
  func livingGroupMembers() -> [Int] {
    // One call in the usual case instead of a walk through the whole table.
    guard leaderPID > 1, kill(-pid_t(leaderPID), 0) == 0 || errno == EPERM else { return [] }
    return ProcFile.entries("").compactMap { Int($0) }.filter { pid in
      guard let fields = ProcFile.statFields(pid: pid), fields.count > 2 else { return false }
      return fields[2] == String(leaderPID) && fields[0] != "Z" && fields[0] != "X"
    }
  }

  func killGroup() {
    // 0 and 1 would be our own group and init's.
    if leaderPID > 1 { kill(-pid_t(leaderPID), SIGKILL) }
  }
}
