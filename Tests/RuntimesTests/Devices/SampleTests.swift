import Domain
import Foundation
import Testing

@testable import Runtimes

/// For each recording: what is read of it.
@Suite struct `A recording` {
  struct Table: Sendable {
    var block: String
    var columns: [String]
    var given: [String]

    init(_ block: String, _ columns: [String], _ given: [String]) {
      (self.block, self.columns, self.given) = (block, columns, given)
    }
  }

  private static let pidAndMemory = ["pid", "used_gpu_memory"]
  private static let gpuAndMemory = ["gpu_uuid", "pid", "used_gpu_memory"]

  @Test(arguments: [
    Table("A", pidAndMemory, ["80613: \(92908 * mebibyte)"]),
    Table("B", pidAndMemory, ["80613: \(92908 * mebibyte)"]),
    Table("C", pidAndMemory, []),
    Table(
      "D", gpuAndMemory,
      [
        "GPU-e82ab913-0000 1912379: \(518 * mebibyte)", "GPU-f7c1496c-0000 1912379: \(518 * mebibyte)",
      ]),
    Table("E", gpuAndMemory, ["GPU-f7c1496c-0000 4242: \(74698 * mebibyte)"]),
    Table("F", ["gpu_uuid", "pid", "name", "used_gpu_memory"], ["GPU-... 114687: \(19135 * mebibyte)"]),
    Table("G", pidAndMemory, ["1584: unknown: nvidia-smi does not tell ([N/A])"]),
    Table("H", pidAndMemory, ["4135549: \(7242 * mebibyte)"]),
  ])
  func `of nvidia-smi's processes gives these`(_ table: Table) throws {
    let text = try Sample.block(table.block, of: "nvidia-smi-compute-apps")
    let read = NvidiaTable(text, columns: table.columns)
    #expect(read.skippedLines == 0)
    #expect(
      read.rows.map { row in
        let gpu = row["gpu_uuid"].map { "\($0.text) " } ?? ""
        return "\(gpu)\(row["pid"]?.text ?? "?"): \(row["used_gpu_memory"].map { "\($0.amount)" } ?? "?")"
      } == table.given)
  }

  private static let noPermission = "unknown: no permission"
  private static let notTold = "unknown: nvidia-smi does not tell ([N/A])"

  @Test(arguments: [
    Table("A", ["index", "uuid", "utilization.gpu", "memory.used"], ["\(529 * mebibyte)", "\(74709 * mebibyte)"]),
    Table(
      "B", ["memory.total", "memory.used", "memory.free"],
      ["\(49140 * mebibyte), \(35 * mebibyte), \(48507 * mebibyte)"]),
    Table(
      "D", ["name", "driver", "t", "u", "v", "memory.total", "memory.free", "memory.used"],
      [[noPermission, noPermission, noPermission].joined(separator: ", ")]),
    Table(
      "F", ["memory.total", "memory.used", "memory.free", "utilization.gpu", "power.draw", "temperature.gpu"],
      [[notTold, notTold, notTold].joined(separator: ", ")]),
    Table("G", ["memory.total", "memory.free"], ["\(8128 * mebibyte), \(7929 * mebibyte)"]),
  ])
  func `of nvidia-smi's GPUs gives these`(_ table: Table) throws {
    let text = try Sample.block(table.block, of: "nvidia-smi-query-gpu")
    let read = NvidiaTable(text, columns: table.columns)
    #expect(read.skippedLines == 0)
    let columns = ["memory.total", "memory.used", "memory.free"]
    #expect(
      read.rows.map { row in columns.compactMap { row[$0]?.amount.description }.joined(separator: ", ") } == table.given
    )
  }

  /// C and E are the table for people, which is not asked for; H is the text of a failure.
  @Test(arguments: ["C", "E", "H"])
  func `that is no table of a query is not understood`(_ block: String) throws {
    let text = try Sample.block(block, of: "nvidia-smi-query-gpu")
    guard case .failure(let reason) = NvidiaSMI.gpus(text) else {
      Issue.record("\(text) was read as a table")
      return
    }
    #expect(reason.kind == .failed)
  }

  @Test func `has words in place of numbers, and all of them mean unknown`() throws {
    let text = try Sample.text("nvidia-smi-query-gpu")
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("seen in the reports:") })
    let words = line.dropFirst("seen in the reports:".count).split(separator: "  ").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(words.count == 6)
    for word in words + ["[Unknown Error]", "[GPU is lost]", "", "-1", "1e9", "0x10", "9223372036854775807"] {
      #expect(NvidiaTable.Field(text: word, unit: "MiB").amount.bytes == nil, "\(word)")
    }
  }

  struct Card: Sendable {
    var block: String
    var kind: MemoryPool.Kind
    var total: Int
    var used: Int?
  }

  @Test(arguments: [
    Card(block: "A", kind: .dedicated, total: 8_573_157_376, used: 6_812_925_952),
    Card(block: "C", kind: .drawsFromRAM, total: 103_079_215_104, used: nil),
    Card(block: "D", kind: .drawsFromRAM, total: 128_849_018_880, used: nil),
  ])
  func `of amdgpu's files gives this pool`(_ card: Card) throws {
    let fixture = try DeviceFixture()
    defer { fixture.remove() }
    var files: [String: String] = [:]
    for line in try Sample.block(card.block, of: "sysfs-amdgpu").split(separator: "\n") {
      let words = line.split(separator: " ")
      files[String(words[0])] = "\(words[1])\n"
    }
    try fixture.card("card0", vendor: .amd, address: "0000:08:00.0", files: files)
    let report = AmdGPU(sys: fixture.sys).report(try #require(DRMCard.all(fixture.sys).first))
    #expect(report.pool.kind == card.kind)
    #expect(report.pool.totalBytes == card.total)
    #expect(report.reading.used.bytes == card.used)
    #expect(report.reading.free.bytes == card.used.map { card.total - $0 })
    #expect(report.reading.notes.map(\.kind) == (card.kind == .drawsFromRAM ? [.carveOut] : []))
  }

  struct File: Sendable {
    var name: String
    var kind: MemoryPool.Kind
    var bytes: Int
    /// Of an excerpt, the lines that it lacks.
    var start = ""
  }

  @Test(arguments: [
    File(name: "amdgpu-dgpu-old-keys", kind: .dedicated, bytes: 2068 << 10),
    File(
      name: "amdgpu-apu-llama-server", kind: .drawsFromRAM, bytes: 25_258_000 << 10,
      start: "drm-driver:\tamdgpu\ndrm-pdev:\t0000:c5:00.0\ndrm-client-id:\t7\n"),
    File(name: "i915-arc", kind: .dedicated, bytes: 5_396_348 << 10),
    File(name: "i915-arc", kind: .drawsFromRAM, bytes: 312 << 10),
    File(name: "xe", kind: .dedicated, bytes: 23992 << 10),
    File(name: "xe", kind: .drawsFromRAM, bytes: 192 << 10),
  ])
  func `of fdinfo gives these bytes`(_ file: File) throws {
    let usage = try #require(DRMUsage(file.start + Sample.text("fdinfo-\(file.name)")))
    #expect(usage.amount(in: file.kind) == .bytes(file.bytes))
  }

  /// rocm-smi is not asked, because its column GPU is a count. The kernel has the same numbers for each GPU.
  @Test func `of rocm-smi has the numbers that the files of the KFD have`() throws {
    let numbers = try Sample.block("B", of: "rocm-smi-showpids").split(separator: "\n").dropFirst()
      .compactMap { line in line.split(separator: "\t").compactMap { Int($0.filter { $0 != " " }) } }
    try #require(numbers.map { $0[0] } == [132_174, 132_174])
    let fixture = try DeviceFixture()
    defer { fixture.remove() }
    for (index, line) in numbers.enumerated() {
      let node = "sys/class/kfd/kfd/topology/nodes/\(index + 1)"
      try fixture.write(
        [
          "gpu_id": "\(57300 + index)\n",
          "properties": "cpu_cores_count 0\nlocation_id \(0x300 + index * 0x300)\ndomain 0\n",
        ],
        in: node)
      try fixture.write("sys/class/kfd/kfd/proc/\(line[0])/vram_\(57300 + index)", "\(line[2])\n")
    }
    #expect(
      KFDProcesses(sys: fixture.sys).read() == [
        try #require(PCIAddress("0000:03:00.0")): [132_174: 15_053_770_752],
        try #require(PCIAddress("0000:06:00.0")): [132_174: 16_869_904_384],
      ])
  }

  @Test func `of a process's status and smaps_rollup gives its memory`() throws {
    let memory = ProcessMemory(status: try Sample.text("proc-status-llama-server-mmap"))
    #expect(memory.resident == .bytes(315_428 << 10))
    #expect(memory.anonymous == .bytes(78616 << 10))
    #expect(memory.files == .bytes(236_812 << 10))
    #expect(memory.shared == .bytes(0))
    #expect(memory.locked == .bytes(0))
    let fixture = try DeviceFixture()
    defer { fixture.remove() }
    try fixture.write("proc/24117/smaps_rollup", Sample.text("proc-smaps_rollup-llama-server-mmap"))
    #expect(ProcessMemory.proportional(24117, proc: fixture.proc) == .bytes(311_787 << 10))
    #expect(ProcessMemory.proportional(24118, proc: fixture.proc).bytes == nil)
    #expect(ProcessMemory(status: "Name:\tkthreadd\n").resident.bytes == nil)
  }
}
