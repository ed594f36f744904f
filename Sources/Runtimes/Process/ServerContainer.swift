import Domain
import Synchronization

/// The container of one model: its server is in the engine's family there, not in the guard's.
final class ServerContainer: Sendable {
  private struct Facts {
    /// Of its first process on this machine, once it is known to be the container's.
    var pid: Int?
    var id = ""
  }

  let name: String
  /// The runtime's command with the name and labels, placeholders and all.
  let template: [String]
  private let engine: ContainerEngine
  private let isPublished: Bool
  private let facts = Mutex(Facts())

  init(_ command: ContainerCommand, of model: ModelID, owner: ContainerOwner, engine: ContainerEngine) {
    name = owner.nextName()
    // A model's name could be taken for a placeholder.
    let label = model.text.replacing("{", with: "(")
    template = command.named(
      name, labels: [(ContainerOwner.label, owner.id), (ContainerOwner.modelLabel, label)])
    self.engine = engine
    isPublished = command.isPublished
  }

  // MARK: - Is it ours?

  /// Who answers on the port. The engine publishes a port for one container only, and tells whether that is running.
  func owner(of port: LoopbackPort) async -> LoopbackPort.Owner {
    guard port.isOpen else { return .nobody }
    guard
      let state = await engine.ask("inspect", "--format", "{{.State.Running}} {{.State.Pid}} {{.Id}}", name),
      state.isSuccess
    else { return .nobody }
    let words = state.text.split(whereSeparator: \.isWhitespace)
    guard words.count == 3, words[0] == "true", let pid = Int(words[1]) else { return .nobody }
    let id = String(words[2])
    // With an engine elsewhere the number may be that of any process here.
    if ContainerGroup(pid: pid, id: id) != nil { facts.withLock { $0 = Facts(pid: pid, id: id) } }
    if isPublished { return .family }
    guard let pids else { return .family }
    return port.owner(among: pids)
  }

  // MARK: - What it takes

  /// Its processes on this machine; `nil`: not known.
  private var pids: [Int]? {
    let known = facts.withLock(\.self)
    return known.pid.flatMap { ContainerGroup(pid: $0, id: known.id) }?.pids
  }

  func observe() -> Observation {
    guard let pids, !pids.isEmpty else { return Observation() }
    return ProcessFamily.observe(pids)
  }

  // MARK: - Its end

  /// Returns when it has ended, or the engine could not end it.
  /// - Parameter grace: `nil`: at once.
  func end(within grace: Duration?) async {
    if let grace {
      let seconds = (grace.wholeMilliseconds + 999) / 1000
      let answer = await engine.ask("stop", "-t", "\(seconds)", name, within: grace + ContainerEngine.deadline)
      if answer?.isSuccess == true || Task.isCancelled { return }
    }
    _ = await engine.ask("kill", name)
  }

  /// Removes what the command leaves when it is killed.
  /// - Returns: whether nothing is left.
  func remove() async -> Bool {
    for _ in 1...5 {
      // podman calls it a success when there is none, docker does not in all versions; and it is refused while the
      // engine removes it by itself (--rm).
      if await engine.ask("rm", "--force", name)?.isSuccess == true { return true }
      let list = await engine.ask("ps", "--all", "--filter", "name=^\(name)$", "--format", "{{.Names}}")
      if let list, list.isSuccess, list.text.allSatisfy(\.isWhitespace) { return true }
      try? await Task.sleep(for: .milliseconds(200))
    }
    return false
  }
}

/// The control group of a container, which lists its processes.
struct ContainerGroup {
  private let folder: String

  /// - Returns: `nil`: the process is not of this container, or its group cannot be read.
  init?(pid: Int, id: String) {
    guard id.count >= 12, let lines = ProcFile.text("\(pid)/cgroup")?.split(separator: "\n") else { return nil }
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2].contains(id) else { continue }
      // Version 2 has one tree; version 1 has one for each controller.
      for root in parts[1].isEmpty ? ["", "/unified"] : ["/\(parts[1])"] {
        let folder = "/sys/fs/cgroup\(root)\(parts[2])"
        if ProcFile.textOfFile("\(folder)/cgroup.procs") != nil {
          self.folder = folder
          return
        }
      }
    }
    return nil
  }

  var pids: [Int] {
    (ProcFile.textOfFile("\(folder)/cgroup.procs") ?? "").split(separator: "\n").compactMap { Int($0) }
  }
}
