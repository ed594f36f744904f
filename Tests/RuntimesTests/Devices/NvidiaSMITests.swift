import Domain
import Foundation
import Testing

@testable import Runtimes

/// With a script in its place.
@Suite struct `nvidia-smi` {
  private let fixture: DeviceFixture

  init() throws { fixture = try DeviceFixture() }

  private func read(within deadline: Duration = .seconds(120)) async -> NvidiaSMI.Answer {
    await NvidiaSMI(tool: fixture.tool, deadline: deadline).read()
  }

  /// Both questions, without the details.
  private func kinds(_ answer: NvidiaSMI.Answer) -> [UnknownAmount.Kind?] {
    var kinds: [UnknownAmount.Kind?] = [nil, nil]
    if case .failure(let reason) = answer.gpus { kinds[0] = reason.kind }
    if case .failure(let reason) = answer.apps { kinds[1] = reason.kind }
    return kinds
  }

  @Test func `tells of two GPUs and of the process on both`() async throws {
    defer { fixture.remove() }
    try fixture.answer(
      gpus: [
        "0, GPU-a, 00000000:01:00.0, NVIDIA RTX A6000, 49140, 35, 48507, [N/A]",
        "1, GPU-b, 00000000:C1:00.0, NVIDIA Card, with, commas, 32607, 29174, 3000, Disabled",
      ], apps: ["GPU-a, 1912379, 518", "GPU-b, 1912379, 74698"])
    let answer = await read()
    let gpus = try answer.gpus.get()
    #expect(gpus.map(\.id) == [.gpu("GPU-a"), .gpu("GPU-b")])
    #expect(gpus.map(\.name) == ["NVIDIA RTX A6000", "NVIDIA Card, with, commas"])
    #expect(gpus.map(\.address?.text) == ["0000:01:00.0", "0000:c1:00.0"])
    #expect(gpus.map(\.total) == [.bytes(49140 * mebibyte), .bytes(32607 * mebibyte)])
    #expect(gpus.map(\.free) == [.bytes(48507 * mebibyte), .bytes(3000 * mebibyte)])
    #expect(
      try answer.apps.get()
        == .init(
          list: [
            .init(gpu: .gpu("GPU-a"), pid: 1_912_379, bytes: .bytes(518 * mebibyte)),
            .init(gpu: .gpu("GPU-b"), pid: 1_912_379, bytes: .bytes(74698 * mebibyte)),
          ], skippedLines: 0))
  }

  @Test func `may print columns in another order, with other units and names`() throws {
    let apps = """
      pid, gpu_uuid, used_memory [KiB]
      7, GPU-a, 2048
      8, GPU-a, 3 MiB

      """
    #expect(
      try NvidiaSMI.apps(apps).get().list == [
        .init(gpu: .gpu("GPU-a"), pid: 7, bytes: .bytes(2 * mebibyte)),
        .init(gpu: .gpu("GPU-a"), pid: 8, bytes: .bytes(3 * mebibyte)),
      ])
  }

  @Test func `runs no process if it prints only names of columns`() throws {
    #expect(try NvidiaSMI.apps("gpu_uuid, pid, used_gpu_memory [MiB]\n").get().list == [])
    #expect(try NvidiaSMI.apps("").get() == .init(list: [], skippedLines: 0))
  }

  @Test func `loses the line that is cut off, and says so`() throws {
    let apps = try NvidiaSMI.apps("gpu_uuid, pid, used_gpu_memory [MiB]\nGPU-a, 7, 518\nGPU-a, 8, 74").get()
    #expect(apps.list.map(\.pid) == [7])
    #expect(apps.skippedLines == 1)
    let gpus = try NvidiaSMI.gpus("0, GPU-a, 0:1:0.0, A, 10, 1, 9, [N/A]\n1, GPU-b, 0:2:0.0, B, 10\n").get()
    #expect(gpus.map(\.id) == [.gpu("GPU-a")])
  }

  @Test func `gives a GPU without UUID the name of its address`() throws {
    let gpus = try NvidiaSMI.gpus("0, [N/A], 00000000:01:00.0, A, 10, 1, 9, [N/A]\n").get()
    #expect(gpus.map(\.id) == [.gpu("0000:01:00.0")])
    #expect(throws: UnknownAmount.self) { try NvidiaSMI.gpus("0, [N/A], [N/A], A, 10, 1, 9, [N/A]\n").get() }
  }

  @Test func `is not believed if it prints names of columns that nobody knows`() {
    let text = "no, uuid, bus, name, memory.all [MiB], memory.used [MiB], memory.free [MiB], mig.mode.current\n"
    #expect(throws: UnknownAmount.self) { try NvidiaSMI.gpus(text).get() }
  }

  @Test func `is not installed`() async {
    defer { fixture.remove() }
    #expect(kinds(await read()) == [.toolMissing, .toolMissing])
    let byName = NvidiaSMI(tool: "muster-test-no-such-tool", deadline: .seconds(20))
    #expect(kinds(await byName.read()) == [.toolMissing, .toolMissing])
  }

  @Test func `may not be run`() async throws {
    defer { fixture.remove() }
    try fixture.write("nvidia-smi", "no program\n")
    #expect(kinds(await read()) == [.noPermission, .noPermission])
  }

  @Test func `fails, and its text is the reason`() async throws {
    defer { fixture.remove() }
    let text = try Sample.block("H", of: "nvidia-smi-query-gpu")
    try fixture.write("text", text)
    try fixture.script("cat '\(fixture.folder)/text'; exit 9")
    guard case .failure(let reason) = await read().gpus else {
      Issue.record("a failure was taken for an answer")
      return
    }
    #expect(reason.kind == .failed)
    #expect(reason.detail.hasPrefix("nvidia-smi failed: NVIDIA-SMI has failed because it couldn't communicate"))
  }

  @Test(arguments: [
    "exit 9", "kill -9 $$", "echo 'GPU is lost'; exit 15", "echo nonsense", "head -c 3000000 /dev/zero",
  ])
  func `fails in other ways`(_ body: String) async throws {
    defer { fixture.remove() }
    try fixture.script(body)
    #expect(kinds(await read()) == [.failed, .failed])
  }

  @Test func `of an old driver is asked again without MIG`() async throws {
    defer { fixture.remove() }
    try fixture.script(
      """
      case $1 in
        *mig.mode*) echo 'Field "mig.mode.current" is not a valid field to query.'; exit 2;;
        --query-gpu*) echo '0, GPU-a, 00000000:01:00.0, Tesla K40, 11441, 1, 11440';;
      esac
      """)
    #expect(try await read().gpus.get().map(\.id) == [.gpu("GPU-a")])
  }

  @Test func `that hangs is ended at the deadline with all that it started`() async throws {
    defer { fixture.remove() }
    try fixture.script("sleep 600 & echo $! >> '\(fixture.folder)/sleeps'; trap '' TERM; wait; sleep 600")
    let clock = ContinuousClock()
    let start = clock.now
    let answer = await read(within: .seconds(5))
    #expect(clock.now - start < .seconds(300), "not until it ends by itself")
    #expect(kinds(answer) == [.timedOut, .timedOut])
    guard case .failure(let reason) = answer.gpus else { return }
    #expect(reason.detail == "nvidia-smi did not answer within 5 s")
    let pids = try String(contentsOfFile: "\(fixture.folder)/sleeps", encoding: .utf8).split(separator: "\n")
      .compactMap { Int32($0) }
    #expect(pids.count == 2)
    for pid in pids { #expect(await isGone(pid)) }
  }

  /// A killed process is there until its parent, here init, has waited for it.
  private func isGone(_ pid: Int32) async -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while clock.now < end {
      guard let stat = try? KernelFiles("/proc").text("\(pid)/stat") else { return true }
      if stat.contains(") Z ") { return true }
      await Task.yield()
    }
    return false
  }

  @Test func `that answers one question only keeps that answer`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: ["0, GPU-a, 0:1:0.0, A, 10, 1, 9, [N/A]"], apps: [])
    try fixture.script("case $1 in --query-gpu*) cat '\(fixture.folder)/gpus';; *) exec sleep 600;; esac")
    let answer = await read(within: .seconds(5))
    #expect(kinds(answer) == [nil, .timedOut])
  }
}

@Suite struct `A bounded read` {
  private struct Gate {
    private let opened: AsyncStream<Void>
    private let input: AsyncStream<Void>.Continuation
    init() { (opened, input) = AsyncStream.makeStream(of: Void.self) }
    func wait() async { for await _ in opened { return } }
    func open() { input.yield() }
  }

  @Test func `gives what was read`() async throws {
    let read = BoundedRead<Int>()
    #expect(try await read.value(within: .seconds(20)) { 1 }.get() == 1)
    #expect(try await read.value(within: .seconds(20)) { 2 }.get() == 2)
  }

  @Test func `does not wait for one that nothing ends, and starts no other beside it`() async throws {
    let read = BoundedRead<Int>()
    let gate = Gate()
    // Outside of the read's task, so that the cancellation does not reach it.
    let stubborn = Task {
      await gate.wait()
      return 1
    }
    let first = await read.value(within: .milliseconds(50)) { await stubborn.value }
    #expect(first == .failure(.timedOut(after: .milliseconds(50))))
    guard case .failure(.stillRunning) = await read.value(within: .seconds(20), { 2 }) else {
      Issue.record("a second one was started")
      return
    }
    gate.open()
    _ = await stubborn.value
    // As soon as it has ended, the next one is read.
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    var last = await read.value(within: .seconds(20)) { 3 }
    while last != .success(3), clock.now < end {
      await Task.yield()
      last = await read.value(within: .seconds(20)) { 3 }
    }
    #expect(last == .success(3))
  }
}
