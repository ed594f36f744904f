import FoundationEssentials
import Glibc

/// The files that a program leaves behind wherever it ends: a temporary folder of its own, and shared memory.
///
/// The folder also has a record of the processes. If Muster and a guard are killed together, the next Muster finds by it
/// what is left of them.
final class ProcessFiles: Sendable {
  private static let prefix = "muster-"
  /// Paths of sockets have at most 107 bytes; a program's own names take up to 40 of them, this folder's name 14.
  private static let longestParent = 50
  private static let recordName = "processes"
  private static let sharedMemory = "/dev/shm"
  private static let strayDeadline = Duration.seconds(5)

  struct CannotCreate: Error {
    var detail: String
  }

  let folder: String

  /// - Throws: the system's words, if the folder cannot be made.
  init(in parent: String = ProcessFiles.temporaryFolder) throws(CannotCreate) {
    var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
    // Only its owner may look into it.
    guard mkdtemp(&template) != nil else { throw CannotCreate(detail: FolderWalk.words(errno)) }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static var temporaryFolder: String {
    var folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return folder.utf8.count > longestParent ? "/tmp" : folder
  }

  /// - Parameter shared: names of files in shared memory that the processes had.
  func remove(shared: Set<String>) { Self.remove(folder, shared: shared) }

  private static func remove(_ folder: String, shared: Set<String>) {
    try? FileManager.default.removeItem(atPath: folder)
    for name in shared where isSharedName(name[...]) { unlink("\(sharedMemory)/\(name)") }
  }

  // MARK: - Shared memory

  /// Files in shared memory that processes have mapped: those of Python's `multiprocessing`.
  ///
  /// By their inodes: glibc makes a semaphore under a temporary name, which its mapping keeps, and links it to the other.
  static func sharedMemory(of pids: [Int]) -> Set<String> {
    var inodes: Set<UInt64> = []
    for pid in pids {
      for line in (ProcFile.text("\(pid)/maps") ?? "").split(separator: "\n") where line.contains(sharedMemory + "/") {
        // Addresses, permissions, offset, device, inode, path.
        let fields = line.split(separator: " ", maxSplits: 5)
        if fields.count > 4, let inode = UInt64(fields[4]) { inodes.insert(inode) }
      }
    }
    if inodes.isEmpty { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sharedMemory)) ?? []
    return Set(
      names.filter { name in
        var info = stat()
        return isSharedName(name[...]) && lstat("\(sharedMemory)/\(name)", &info) == 0
          && inodes.contains(UInt64(info.st_ino))
      })
  }

  private static func isSharedName(_ name: Substring) -> Bool {
    name.wholeMatch(of: /(psm_|sem\.mp-)[A-Za-z0-9_]+/) != nil
  }

  // MARK: - Processes that were left behind

  /// A process for all time: numbers are used again.
  private struct Identity: Hashable {
    var pid: Int
    /// In ticks since the system started.
    var start: String

    init?(_ pid: Int) {
      guard let fields = ProcFile.statFields(pid: pid), fields.count > 19, fields[0] != "Z", fields[0] != "X" else {
        return nil
      }
      (self.pid, start) = (pid, String(fields[19]))
    }

    init?(_ words: [Substring]) {
      guard words.count == 2, let pid = Int(words[0]), pid > 1 else { return nil }
      (self.pid, start) = (pid, String(words[1]))
    }

    var isAlive: Bool { Identity(pid) == self }
  }

  /// - Parameter owner: the Muster that the processes belong to.
  func record(_ pids: [Int], shared: Set<String>, owner: Int = Int(getpid())) {
    guard let boot = Self.bootID else { return }
    var lines = ["boot \(boot)"]
    for (kind, pid) in [("owner", owner)] + pids.map({ ("process", $0) }) {
      if let identity = Identity(pid) { lines.append("\(kind) \(pid) \(identity.start)") }
    }
    lines += shared.sorted().map { "shared \($0)" }
    let file = "\(folder)/\(Self.recordName)"
    guard FileManager.default.createFile(atPath: file + "~", contents: Data(lines.joined(separator: "\n").utf8)) else {
      return
    }
    rename(file + "~", file)
  }

  private static var bootID: String? {
    ProcFile.text("sys/kernel/random/boot_id")?.split(separator: "\n").first.map(String.init)
  }

  /// Kills processes whose Muster is gone, and removes their files.
  static func removeStrays(in parent: String = ProcessFiles.temporaryFolder) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] where name.hasPrefix(prefix) {
      let folder = "\(parent)/\(name)"
      var info = stat()
      // Others may write into the parent: what they put there names no process of ours.
      guard lstat(folder, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid(),
        info.st_mode & 0o077 == 0, let bytes = FileManager.default.contents(atPath: "\(folder)/\(recordName)")
      else { continue }
      removeStrays(in: folder, String(decoding: bytes, as: UTF8.self).split(separator: "\n"))
    }
  }

  private static func removeStrays(in folder: String, _ record: [Substring]) {
    func values(_ kind: String) -> [[Substring]] {
      record.map { $0.split(separator: " ") }.filter { $0.first == kind[...] }.map { Array($0.dropFirst()) }
    }
    let isThisBoot = values("boot").first?.first.map(String.init) == bootID
    if isThisBoot, values("owner").contains(where: { Identity($0)?.isAlive == true }) { return }
    let strays = isThisBoot ? values("process").compactMap(Identity.init) : []
    let clock = ContinuousClock()
    let deadline = clock.now + strayDeadline
    while strays.contains(where: \.isAlive), clock.now < deadline {
      for stray in strays where stray.isAlive {
        // Those that came after the last record are in its group.
        let family = ProcessFamily(guardPID: stray.pid, leaderPID: group(of: stray.pid))
        family.killGroup()
        kill(pid_t(stray.pid), SIGKILL)
      }
      usleep(5000)
    }
    remove(folder, shared: Set(values("shared").compactMap { $0.first.map(String.init) }))
  }

  /// 0, which is nobody's, if it is Muster's own: a process of ours always has another one.
  private static func group(of pid: Int) -> Int {
    let group = getpgid(pid_t(pid))
    return group == getpgrp() ? 0 : Int(group)
  }
}
