import Domain
import Glibc
import Subprocess

/// Asks nvidia-smi what the GPUs of NVIDIA hold, and which processes.
///
/// NVML, the library below it, is not linked: it would have to be there when Muster starts.
struct NvidiaSMI: Sendable {
  /// What it says of one GPU.
  struct GPU: Equatable, Sendable {
    var id: MemoryPoolID
    var address: PCIAddress?
    var name: String
    var total: MemoryAmount
    var used: MemoryAmount
    var free: MemoryAmount
    /// Split into MIG instances.
    var isPartitioned: Bool
  }

  /// What one process computes with on one GPU. A process on two GPUs has two of these.
  struct App: Equatable, Sendable {
    var gpu: MemoryPoolID
    var pid: Int
    var bytes: MemoryAmount
  }

  struct Apps: Equatable, Sendable {
    var list: [App]
    /// Lines that could not be read: processes are missing from the list.
    var skippedLines: Int
  }

  struct Answer: Equatable, Sendable {
    var gpus: Result<[GPU], UnknownAmount>
    var apps: Result<Apps, UnknownAmount>
  }

  static let source = "nvidia-smi"

  /// A path, or a name to look for in PATH.
  let tool: String
  /// For each of the two questions, which are asked at the same time.
  let deadline: Duration
  private let gpuRead = BoundedRead<Result<[GPU], UnknownAmount>>()
  private let appRead = BoundedRead<Result<Apps, UnknownAmount>>()

  init(tool: String = "nvidia-smi", deadline: Duration = .seconds(5)) {
    self.tool = tool
    self.deadline = deadline
  }

  func read() async -> Answer {
    async let gpus = gpuRead.value(within: deadline) { await askForGPUs() }
    async let apps = appRead.value(within: deadline) { await askForApps() }
    return Answer(gpus: Self.flat(await gpus), apps: Self.flat(await apps))
  }

  private static func flat<Value>(
    _ result: Result<Result<Value, UnknownAmount>, BoundedReadFailure>
  ) -> Result<Value, UnknownAmount> {
    switch result {
    case .success(let value): value
    case .failure(let failure): .failure(failure.reason(source))
    }
  }

  // MARK: - Questions

  private static let gpuColumns = [
    "index", "uuid", "pci.bus_id", "name", "memory.total", "memory.used", "memory.free", "mig.mode.current",
  ]

  private func askForGPUs() async -> Result<[GPU], UnknownAmount> {
    var columns = Self.gpuColumns
    var answer = await ask("--query-gpu", columns)
    // Drivers before 450 do not know MIG, and answer nothing at all then.
    if case .failure(let reason) = answer, reason.detail.contains("is not a valid field") {
      columns.removeLast()
      answer = await ask("--query-gpu", columns)
    }
    return answer.flatMap { Self.gpus($0, columns: columns) }
  }

  /// A GPU without UUID and PCI address has no name that lasts, and is skipped.
  static func gpus(_ text: String, columns: [String] = gpuColumns) -> Result<[GPU], UnknownAmount> {
    let table = NvidiaTable(text, columns: columns)
    let gpus = table.rows.compactMap { row -> GPU? in
      // Not a first line whose names are unknown.
      guard let index = row["index"], Int(index.text) != nil else { return nil }
      let address = row["pci.bus_id"].flatMap { PCIAddress($0.text) }
      guard let id = (row["uuid"]?.word ?? address?.text).flatMap({ MemoryPoolID("gpu:\($0)") }) else { return nil }
      func amount(_ column: String) -> MemoryAmount {
        row[column]?.amount ?? .unknown(.init(.notSupported, "nvidia-smi does not tell"))
      }
      return GPU(
        id: id, address: address, name: row["name"]?.word ?? "NVIDIA GPU", total: amount("memory.total"),
        used: amount("memory.used"), free: amount("memory.free"),
        isPartitioned: row["mig.mode.current"]?.text == "Enabled")
    }
    // It has a first line even without a GPU: an answer without one is no answer.
    guard !gpus.isEmpty else { return .failure(notUnderstood(text)) }
    return .success(gpus)
  }

  private static let appColumns = ["gpu_uuid", "pid", "used_gpu_memory"]

  private func askForApps() async -> Result<Apps, UnknownAmount> {
    await ask("--query-compute-apps", Self.appColumns).flatMap { Self.apps($0) }
  }

  static func apps(_ text: String, columns: [String] = appColumns) -> Result<Apps, UnknownAmount> {
    let table = NvidiaTable(
      text, columns: columns, aliases: ["used_memory": "used_gpu_memory", "process_name": "name"])
    var apps = Apps(list: [], skippedLines: table.skippedLines)
    for row in table.rows {
      guard let pid = row["pid"].flatMap({ Int($0.text) }), pid > 0,
        let gpu = row["gpu_uuid"]?.word.flatMap({ MemoryPoolID("gpu:\($0)") }),
        let amount = row["used_gpu_memory"]?.amount
      else {
        apps.skippedLines += 1
        continue
      }
      apps.list.append(App(gpu: gpu, pid: pid, bytes: amount))
    }
    // Not one line understood: a text in place of a table.
    return apps.list.isEmpty && apps.skippedLines > 0 ? .failure(notUnderstood(text)) : .success(apps)
  }

  private static func notUnderstood(_ text: String) -> UnknownAmount {
    .init(.failed, "the answer of nvidia-smi is not understood: \(firstLine(text) ?? "it is empty")")
  }

  // MARK: - The tool

  private static let mostBytes = 1 << 20

  private func ask(_ option: String, _ columns: [String]) async -> Result<String, UnknownAmount> {
    guard OpenFiles.canOpen(16) else { return .failure(.init(.failed, "too few file descriptors are left")) }
    var platform = PlatformOptions()
    // A group of its own, so that what a script in place of the tool has started ends, too.
    platform.processGroupID = 0
    platform.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(200))
    ]
    do {
      let result = try await Subprocess.run(
        tool.contains("/") ? .path(.init(tool)) : .name(tool),
        arguments: ["\(option)=\(columns.joined(separator: ","))", "--format=csv,nounits"],
        platformOptions: platform, input: .none, output: .string(limit: Self.mostBytes),
        error: .string(limit: Self.mostBytes))
      guard case .exited(0) = result.terminationStatus else {
        // "NVIDIA-SMI has failed because …" is printed on standard output.
        let line = Self.firstLine(result.standardOutput) ?? Self.firstLine(result.standardError)
        return .failure(.init(.failed, "nvidia-smi failed: \(line ?? "\(result.terminationStatus)")"))
      }
      return .success(result.standardOutput)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      // Also said of a file that is no program, or that Muster may not run.
      return tool.contains("/") && access(tool, F_OK) == 0
        ? .failure(.init(.noPermission, "\(tool) cannot be run"))
        : .failure(.init(.toolMissing, "nvidia-smi is not installed"))
    } catch let error as SubprocessError where error.code == .outputLimitExceeded {
      return .failure(.init(.failed, "nvidia-smi printed more than \(Self.mostBytes.grouped) bytes"))
    } catch {
      return .failure(.init(.failed, "nvidia-smi could not be run: \("\(error)".clipped(to: 200))"))
    }
  }

  private static func firstLine(_ text: String) -> String? {
    text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
      .map { String($0).clipped(to: 200) }
  }
}
