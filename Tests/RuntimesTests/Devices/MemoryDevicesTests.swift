import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct `Memory devices` {
  private let fixture: DeviceFixture

  init() throws { fixture = try DeviceFixture() }

  private static let a6000 = "0, GPU-a, 00000000:01:00.0, NVIDIA RTX A6000, 49140, 35, 48507, [N/A]"

  private func nvidiaCard(_ address: String, uuid: String?, minor: Int = 0) throws {
    try fixture.write(["vendor": "0x10de\n", "class": "0x030000\n"], in: "sys/bus/pci/devices/\(address)")
    guard let uuid else { return }
    try fixture.write(
      "proc/driver/nvidia/gpus/\(address)/information",
      "Model: \t\t NVIDIA RTX A6000\nIRQ:   \t\t 134\nGPU UUID: \t \(uuid)\nDevice Minor: \t \(minor)\n")
  }

  @Test func `are the system's memory alone without a GPU`() async throws {
    defer { fixture.remove() }
    let survey = await fixture.devices().survey()
    try #require(survey.devices.map(\.pool.id) == [.ram])
    #expect(survey.devices[0].reading.free == .bytes(49_152_000 << 10))
    // A machine without NVIDIA's card needs no nvidia-smi.
    #expect(survey.failures == [])
  }

  @Test func `of three vendors come in one list`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: [Self.a6000], apps: ["GPU-a, 100, 30"])
    try fixture.process(100)
    try fixture.card(
      "card0", vendor: .amd, address: "0000:08:00.0",
      files: [
        "mem_info_vram_total": "8573157376\n", "mem_info_vram_used": "6812925952\n",
        "mem_info_gtt_total": "16777216000\n", "product_name": "Radeon Pro W7900\n",
      ])
    try fixture.write("sys/class/drm/card0-HDMI-A-1/status", "connected\n")
    try fixture.card("card1", vendor: .intel, address: "0000:03:00.0")
    try fixture.process(101, files: [3: Sample.text("fdinfo-i915-arc"), 4: Sample.text("fdinfo-amdgpu-dgpu-old-keys")])
    let devices = await fixture.devices().read()
    try #require(devices.map(\.pool.id.text) == ["ram", "gpu:GPU-a", "gpu:0000:03:00.0", "gpu:0000:08:00.0"])
    #expect(
      devices.map(\.pool.name) == [
        "System memory", "NVIDIA RTX A6000", "Intel GPU 0000:03:00.0", "AMD Radeon Pro W7900",
      ])
    #expect(devices.map(\.pool.totalBytes) == [65_536_000 << 10, 49140 * mebibyte, nil, 8_573_157_376])
    #expect(devices.map(\.reading.used.bytes) == [16_384_000 << 10, 35 * mebibyte, 5_396_348 << 10, 6_812_925_952])
    #expect(devices.map(\.reading.free.bytes) == [49_152_000 << 10, 48507 * mebibyte, nil, 1_760_231_424])
    #expect(devices.map { $0.processes.map(\.pid) } == [[], [100], [101], [101]])
    #expect(devices[3].processes[0].bytes == .bytes(2068 << 10))
    #expect(devices.map(\.missingProcesses) == [nil, nil, nil, nil])
  }

  @Test func `follow a model through loading, an unload that is late, and memory that never comes back`() async throws {
    defer { fixture.remove() }
    try fixture.process(100)
    let devices = fixture.devices()
    func used() async throws -> [Int] {
      let report = try #require(await devices.read().last)
      return [try #require(report.reading.used.bytes)] + report.processes.map { $0.bytes.bytes ?? -1 }
    }
    func play(_ used: Int, _ apps: String...) throws {
      try fixture.answer(gpus: ["0, GPU-a, 0:1:0.0, A, 49140, \(used), \(48542 - used), [N/A]"], apps: apps)
    }
    try play(5)
    #expect(try await used() == [5 * mebibyte])
    try play(4000, "GPU-a, 100, 3990")
    #expect(try await used() == [4000 * mebibyte, 3990 * mebibyte])
    try play(18605, "GPU-a, 100, 18600")
    #expect(try await used() == [18605 * mebibyte, 18600 * mebibyte])
    // The process has ended, its memory is not back yet.
    try fixture.delete("proc/100")
    try play(18605, "GPU-a, 100, 18600")
    let late = try #require(await devices.read().last)
    #expect(late.reading.notes.map(\.kind) == [.endedProcess])
    #expect(late.processes[0].note?.detail.contains("100") == true)
    try play(5)
    #expect(try await used() == [5 * mebibyte])
    // Never back: nobody is listed, and it is still used.
    try play(7247)
    #expect(try await used() == [7247 * mebibyte])
  }

  @Test func `name a listed process that is a zombie`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: [Self.a6000], apps: ["GPU-a, 4135549, 7242"])
    try fixture.write("proc/4135549/stat", "4135549 (llama) server)) Z 1 1\n")
    let report = try #require(await fixture.devices().read().last)
    #expect(report.processes[0].bytes == .bytes(7242 * mebibyte))
    #expect(
      report.reading.notes.first?.detail == "Process 4135549 has ended (it is a zombie), and its memory is not back.")
  }

  @Test func `keep a GPU in the list when nvidia-smi fails, and when it no longer lists it`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: [Self.a6000], apps: [])
    let devices = fixture.devices()
    let first = try #require(await devices.read().last)
    try fixture.script("echo 'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost'; exit 15")
    let failing = await devices.survey()
    let lost = try #require(failing.devices.last)
    #expect(lost.pool == first.pool)
    #expect(lost.reading.free.unknown?.kind == .failed)
    #expect(lost.missingProcesses != nil)
    #expect(failing.failures.map(\.source) == ["nvidia-smi"])
    try fixture.answer(gpus: ["1, GPU-b, 0:2:0.0, B, 100, 1, 99, [N/A]"], apps: [])
    let other = await devices.read()
    try #require(other.map(\.pool.id) == [.ram, .gpu("GPU-b"), .gpu("GPU-a")])
    #expect(other[2].reading.used.description == "unknown: nvidia-smi no longer lists it")
    try fixture.answer(gpus: [Self.a6000], apps: [])
    #expect(await devices.read().first { $0.pool.id == .gpu("GPU-a") }?.reading.used == .bytes(35 * mebibyte))
  }

  @Test func `show a card of NVIDIA without nvidia-smi as unknown`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-a")
    let survey = await fixture.devices().survey()
    try #require(survey.devices.map(\.pool.id) == [.ram, .gpu("GPU-a")])
    #expect(survey.devices[1].pool.name == "NVIDIA RTX A6000")
    #expect(survey.devices[1].reading.used.description == "unknown: nvidia-smi is not installed")
    #expect(survey.failures.map(\.reason.kind) == [.toolMissing])
  }

  @Test func `keep the total of a card whose driver still lists it`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-a")
    try fixture.answer(gpus: [Self.a6000], apps: [])
    let devices = fixture.devices()
    _ = await devices.read()
    try fixture.script("exit 9")
    let report = try #require(await devices.read().last)
    #expect(report.pool.totalBytes == 49140 * mebibyte)
    #expect(report.reading.used.unknown?.kind == .failed)
  }

  @Test func `show a card that the driver lists and nvidia-smi does not`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-a")
    try nvidiaCard("0000:02:00.0", uuid: "GPU-b")
    // It may belong to another driver: nothing says that it could be read.
    try nvidiaCard("0000:03:00.0", uuid: nil)
    try fixture.answer(gpus: [Self.a6000], apps: [])
    let devices = await fixture.devices().read()
    try #require(devices.map(\.pool.id) == [.ram, .gpu("GPU-a"), .gpu("GPU-b")])
    #expect(devices[2].reading.used.unknown?.kind == .unlisted)
  }

  @Test func `name one card once, with its driver and without`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: nil)
    // Passed to a virtual machine.
    try nvidiaCard("0000:02:00.0", uuid: nil)
    try fixture.link("sys/bus/pci/devices/0000:02:00.0/driver", to: "../../../../bus/pci/drivers/vfio-pci")
    let devices = fixture.devices()
    #expect(await devices.read().map(\.pool.id) == [.ram, .gpu("0000:01:00.0")])
    try fixture.answer(gpus: [Self.a6000], apps: [])
    #expect(await devices.read().map(\.pool.id) == [.ram, .gpu("GPU-a")])
    try fixture.script("exit 9")
    #expect(await devices.read().map(\.pool.id) == [.ram, .gpu("GPU-a")])
  }

  @Test func `of unified memory hold what their processes hold, and have the system's free memory`() async throws {
    defer { fixture.remove() }
    try fixture.process(114_687)
    try fixture.answer(
      gpus: ["0, GPU-g, 0000000F:01:00.0, NVIDIA GB10, [N/A], [N/A], [N/A], [N/A]"], apps: ["GPU-g, 114687, 19135"])
    let report = try #require(await fixture.devices().read().last)
    #expect(report.pool.kind == .drawsFromRAM)
    #expect(report.pool.totalBytes == 65_536_000 << 10)
    #expect(report.reading.used == .bytes(19135 * mebibyte))
    #expect(report.reading.free == .bytes(49_152_000 << 10))
    #expect(report.reading.notes.map(\.kind) == [.unifiedMemory])
  }

  @Test func `of unified memory hold an unknown amount if a process that computes does`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-g")
    // It only draws.
    try fixture.process(50, name: "Xorg")
    try fixture.link("proc/50/fd/5", to: "/dev/nvidia0")
    let gpu = "0, GPU-g, 0000:01:00.0, NVIDIA GB10, [N/A], [N/A], [N/A], [N/A]"
    try fixture.answer(gpus: [gpu], apps: ["GPU-g, 1, 5"])
    let devices = fixture.devices()
    let known = try #require(await devices.read().last)
    #expect(known.reading.used == .bytes(5 * mebibyte))
    #expect(known.processes.map(\.pid) == [1, 50])
    try fixture.answer(gpus: [gpu], apps: ["GPU-g, 1, 5", "GPU-g, 2, [N/A]"])
    #expect(await devices.read().last?.reading.used.bytes == nil)
  }

  @Test func `have a few notes, however many processes have ended`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: [Self.a6000], apps: (1000...1100).map { "GPU-a, \($0), 1" })
    let report = try #require(await fixture.devices().read().last)
    #expect(report.processes.count == 101)
    #expect(report.reading.notes.count == 5)
  }

  @Test func `of unified memory do not believe in the part that is set aside`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: ["0, GPU-n, 0:1:0.0, NVIDIA RTX Spark N1X, 8128, 199, 7929, [N/A]"], apps: [])
    let report = try #require(await fixture.devices().read().last)
    #expect(report.pool.totalBytes == 65_536_000 << 10)
    #expect(report.reading.used == .bytes(0))
  }

  @Test(arguments: ["[N/A]", "[Insufficient Permissions]", "ERR!"])
  func `are unknown, not empty and not unified, where a usual card does not tell`(_ word: String) async throws {
    defer { fixture.remove() }
    try fixture.answer(
      gpus: ["0, GPU-a, 0:1:0.0, NVIDIA A100-SXM4-80GB, \(word), \(word), \(word), \(word)"],
      apps: ["GPU-a, 1584, [N/A]"])
    let report = try #require(await fixture.devices().read().last)
    #expect(report.pool.kind == .dedicated)
    #expect(report.pool.totalBytes == nil)
    #expect(report.reading.used.bytes == nil)
    #expect(report.reading.free.bytes == nil)
    #expect(report.processes.map(\.bytes.bytes) == [nil])
  }

  @Test func `that are split into instances have no free memory for one model`() async throws {
    defer { fixture.remove() }
    try fixture.answer(
      gpus: ["0, GPU-a, 0:1:0.0, NVIDIA A100, 40960, 100, 40000, Enabled"], apps: ["MIG-5c, 7, 14366"])
    let devices = await fixture.devices().read()
    try #require(devices.map(\.pool.id) == [.ram, .gpu("GPU-a"), .gpu("MIG-5c")])
    #expect(devices[1].reading.free.unknown?.detail == "the GPU is split into instances")
    #expect(devices[1].reading.notes.map(\.kind) == [.partitioned])
    #expect(devices[2].processes.map(\.bytes) == [.bytes(14366 * mebibyte)])
    #expect(devices[2].reading.used.bytes == nil)
  }

  @Test func `ignore a reading in which more is free than there is`() async throws {
    defer { fixture.remove() }
    try fixture.answer(gpus: ["0, GPU-a, 0:1:0.0, NVIDIA GeForce RTX 5090, 32106, 0, 55372, [N/A]"], apps: [])
    let report = try #require(await fixture.devices().read().last)
    #expect(report.pool.totalBytes == 32106 * mebibyte)
    #expect(report.reading.free.unknown?.kind == .implausible)
    #expect(report.reading.notes.map(\.kind) == [.implausible])
  }

  @Test func `list a process as unknown that has the GPU open and is on no list`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-a", minor: 3)
    try fixture.answer(gpus: [Self.a6000], apps: ["GPU-a, 100, 30"])
    for pid in [100, 101] {
      try fixture.process(pid)
      try fixture.link("proc/\(pid)/fd/5", to: "/dev/nvidia3")
      try fixture.link("proc/\(pid)/fd/6", to: "/dev/nvidiactl")
    }
    let report = try #require(await fixture.devices().read().last)
    #expect(report.processes.map(\.pid) == [100, 101])
    #expect(report.processes.last?.bytes.unknown?.kind == .unlisted)
  }

  @Test func `that hang do not hold up the others`() async throws {
    defer { fixture.remove() }
    try nvidiaCard("0000:01:00.0", uuid: "GPU-a")
    try fixture.script("exec sleep 600")
    let clock = ContinuousClock()
    let start = clock.now
    let devices = await fixture.devices(within: .seconds(1)).read()
    #expect(clock.now - start < .seconds(10))
    #expect(devices.map { $0.reading.used.unknown?.kind } == [nil, .timedOut])
  }

  @Test func `are read once for all who ask at the same time`() async throws {
    defer { fixture.remove() }
    try fixture.script("echo x >> '\(fixture.folder)/calls'; sleep 0.3; exit 1")
    let devices = fixture.devices()
    async let first = devices.read()
    async let second = devices.read()
    #expect(await first == second)
    let calls = try String(contentsOfFile: "\(fixture.folder)/calls", encoding: .utf8).split(separator: "\n")
    #expect(calls.count == 2, "one for each question")
  }
}

@Suite struct `A GPU of AMD` {
  private let fixture: DeviceFixture

  init() throws { fixture = try DeviceFixture() }

  private func report(_ files: [String: String]) async throws -> DeviceReport {
    try fixture.card("card0", vendor: .amd, address: "0000:c5:00.0", files: files.mapValues { $0 + "\n" })
    return try #require(await fixture.devices().read().last)
  }

  private let strixHalo = [
    "mem_info_vram_total": "536870912", "mem_info_vram_used": "507244544", "mem_info_gtt_total": "128849018880",
    "mem_info_gtt_used": "26000000000",
  ]

  @Test func `that is integrated uses GTT, and says what is not counted`() async throws {
    defer { fixture.remove() }
    let fdinfo = "drm-driver:\tamdgpu\ndrm-pdev:\t0000:c5:00.0\ndrm-client-id:\t7\n"
    try fixture.process(100, files: [3: fdinfo + Sample.text("fdinfo-amdgpu-apu-llama-server")])
    let report = try await report(strixHalo)
    #expect(report.pool.kind == .drawsFromRAM)
    #expect(report.reading.used == .bytes(26_000_000_000))
    #expect(report.reading.free == .bytes(102_849_018_880))
    #expect(
      report.reading.notes.map(\.detail) == [
        "An integrated GPU. The 512 MiB set aside for it (483 MiB used) is not counted."
      ])
    #expect(report.processes == [DeviceProcess(pid: 100, bytes: .bytes(25_258_000 << 10))])
  }

  /// These are in VRAM, which its pool does not contain.
  @Test func `that is integrated does not count what ROCm lists`() async throws {
    defer { fixture.remove() }
    let folder = "sys/class/kfd/kfd"
    try fixture.write(["gpu_id": "57300\n", "properties": "location_id 50432\n"], in: "\(folder)/topology/nodes/1")
    try fixture.write("\(folder)/proc/100/vram_57300", "5000000\n")
    #expect(try await report(strixHalo).processes == [])
  }

  /// 8 GiB beside 128 GiB of the system's memory: the half of these is its GTT.
  @Test(arguments: [["rom": ""], ["mem_info_vis_vram_total": "268435456"]])
  func `that is a small card in a large machine keeps its own memory`(_ sign: [String: String]) async throws {
    defer { fixture.remove() }
    let card = [
      "mem_info_vram_total": "8573157376", "mem_info_vram_used": "376471552", "mem_info_gtt_total": "68719476736",
      "mem_info_gtt_used": "0",
    ]
    #expect(try await report(card.merging(sign) { $1 }).pool.kind == .dedicated)
  }

  @Test(arguments: [
    (["mem_info_vram_total": "8573157376"], UnknownAmount.Kind.notSupported),
    (["mem_info_vram_total": "8573157376", "mem_info_vram_used": "much"], .failed),
    (["mem_info_vram_total": "8573157376", "mem_info_vram_used": "-1"], .failed),
    (["mem_info_vram_total": "100", "mem_info_vram_used": "101"], .implausible),
    (["mem_info_vram_total": "0", "mem_info_vram_used": "0"], .implausible),
    (["mem_info_vram_total": "9223372036854775808", "mem_info_vram_used": "99999999999999999999"], .failed),
    ([:], .notSupported),
  ])
  func `is unknown where its driver does not tell or tells nonsense`(
    _ files: [String: String], _ kind: UnknownAmount.Kind
  ) async throws {
    defer { fixture.remove() }
    let report = try await report(files)
    #expect(report.reading.used.unknown?.kind == kind)
    #expect(report.reading.free.bytes == nil)
  }

  @Test func `has processes of ROCm that its other list lacks, and counts none twice`() async throws {
    defer { fixture.remove() }
    let node = "sys/class/kfd/kfd/topology/nodes"
    try fixture.write(["gpu_id": "0\n", "properties": "cpu_cores_count 16\n"], in: "\(node)/0")
    try fixture.write(["gpu_id": "57300\n", "properties": "location_id 50432\ndomain 0\n"], in: "\(node)/1")
    let list = "sys/class/kfd/kfd/proc"
    for (pid, bytes) in [(100, 2_815_950_848), (101, 5_000_000), (102, 0)] {
      try fixture.write("\(list)/\(pid)/vram_57300", "\(bytes)\n")
    }
    let fdinfo = "drm-driver:\tamdgpu\ndrm-pdev:\t0000:c5:00.0\ndrm-client-id:\t7\ndrm-memory-vram:\t6000000\n"
    try fixture.process(101, files: [3: fdinfo])
    let report = try await report(["mem_info_vram_total": "8573157376", "mem_info_vram_used": "3000000000"])
    #expect(
      report.processes == [
        DeviceProcess(pid: 100, bytes: .bytes(2_815_950_848)), DeviceProcess(pid: 101, bytes: .bytes(6_000_000)),
      ])
  }
}

@Suite struct `A GPU of Intel` {
  @Test func `uses an unknown amount if not every process can be seen`() async throws {
    let fixture = try DeviceFixture()
    defer { fixture.remove() }
    try fixture.card("card1", vendor: .intel, address: "0000:03:00.0")
    try fixture.process(101, files: [3: Sample.text("fdinfo-xe")])
    #expect(await fixture.devices().read().last?.reading.used == .bytes(23992 << 10))
    try fixture.link("proc/self/ns/pid", to: "pid:[4026532000]")
    let report = try #require(await fixture.devices().read().last)
    #expect(report.reading.used.unknown?.kind == .incomplete)
    #expect(report.processes == [DeviceProcess(pid: 101, bytes: .bytes(23992 << 10))])
  }

  @Test func `that is integrated draws from the system's memory`() async throws {
    let fixture = try DeviceFixture()
    defer { fixture.remove() }
    try fixture.card("card0", vendor: .intel, address: "0000:00:02.0")
    let report = try #require(await fixture.devices().read().last)
    #expect(report.pool.kind == .drawsFromRAM)
    #expect(report.reading.used == .bytes(0))
    #expect(report.reading.free.unknown?.detail == "the driver does not tell the total")
  }
}
