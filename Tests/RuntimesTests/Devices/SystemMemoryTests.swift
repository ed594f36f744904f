import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct `The system's memory` {
  private let fixture: DeviceFixture

  init() throws { fixture = try DeviceFixture() }

  private static let gibibyte = 1 << 30

  private func report() -> DeviceReport { SystemMemory(proc: fixture.proc, sys: fixture.sys).report() }

  /// Of version 2, in bytes.
  private func group(_ path: String, limit: String, usage: Int, inactive: Int = 0) throws {
    try fixture.write(
      [
        "memory.max": "\(limit)\n", "memory.current": "\(usage)\n",
        "memory.stat": "anon 5\ninactive_file \(inactive)\nactive_file 7\n",
      ], in: "sys/fs/cgroup\(path)")
  }

  @Test func `is what the kernel says without a limit`() throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "0::/user.slice\n")
    try group("/user.slice", limit: "max", usage: 5)
    let report = report()
    #expect(report.pool == MemoryPool(id: .ram, name: "System memory", kind: .dedicated, totalBytes: 65_536_000 << 10))
    #expect(report.reading.free == .bytes(49_152_000 << 10))
    #expect(report.reading.used == .bytes(16_384_000 << 10))
    #expect(report.reading.source == "/proc/meminfo")
    #expect(report.reading.notes == [])
  }

  @Test func `is what the tightest control group above allows, without cached files`() throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "0::/system.slice/muster.service/run\n")
    try group("/system.slice/muster.service/run", limit: "max", usage: Self.gibibyte)
    try group(
      "/system.slice/muster.service", limit: "\(8 * Self.gibibyte)", usage: 6 * Self.gibibyte,
      inactive: 4 * Self.gibibyte)
    try group("/system.slice", limit: "\(16 * Self.gibibyte)", usage: 7 * Self.gibibyte)
    let report = report()
    #expect(report.pool.totalBytes == 8 * Self.gibibyte)
    #expect(report.reading.used == .bytes(2 * Self.gibibyte))
    #expect(report.reading.free == .bytes(6 * Self.gibibyte))
    #expect(report.reading.notes.map(\.kind) == [.controlGroup])
    #expect(report.reading.notes[0].detail.contains("/system.slice/muster.service allows 8,192 of"))
  }

  @Test func `is free only as far as it is free in every group and in the system`() throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "0::/a/b\n")
    try group("/a/b", limit: "\(8 * Self.gibibyte)", usage: Self.gibibyte)
    try group("/a", limit: "\(16 * Self.gibibyte)", usage: 15 * Self.gibibyte)
    #expect(report().pool.totalBytes == 8 * Self.gibibyte)
    #expect(report().reading.free == .bytes(Self.gibibyte))
    try fixture.write("proc/meminfo", "MemTotal: 65536000 kB\nMemAvailable: 1024 kB\n")
    #expect(report().reading.free == .bytes(mebibyte))
  }

  /// In a container, /sys/fs/cgroup is the container's group, and the path may be the host's or lead outside.
  @Test(arguments: ["0::/", "0::/docker/0123", "0::/../other"])
  func `in a container is limited by the root`(_ line: String) throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "\(line)\n")
    try group("", limit: "\(4 * Self.gibibyte)", usage: Self.gibibyte)
    try fixture.write("sys/fs/other/memory.max", "1\n")
    #expect(report().pool.totalBytes == 4 * Self.gibibyte)
    #expect(report().reading.free == .bytes(3 * Self.gibibyte))
  }

  @Test func `is limited by version 1, too`() throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "12:cpu,cpuacct:/x\n5:memory:/a/b\n0::/x\n")
    let folder = "sys/fs/cgroup/memory"
    let usage = "\(3 * Self.gibibyte)\n"
    try fixture.write(
      ["memory.limit_in_bytes": "9223372036854771712\n", "memory.usage_in_bytes": usage], in: "\(folder)/a/b")
    try fixture.write(
      [
        "memory.limit_in_bytes": "\(4 * Self.gibibyte)\n", "memory.usage_in_bytes": usage,
        "memory.stat": "inactive_file 1\ntotal_inactive_file \(Self.gibibyte)\n",
      ], in: "\(folder)/a")
    #expect(report().pool.totalBytes == 4 * Self.gibibyte)
    #expect(report().reading.used == .bytes(2 * Self.gibibyte))
    // Without a limit there is a number, too. It is no total.
    try fixture.delete("sys/fs/cgroup/memory/a/memory.limit_in_bytes")
    try fixture.delete("proc/meminfo")
    #expect(report().pool.totalBytes == nil)
  }

  @Test func `is unknown in part if a part cannot be read`() throws {
    defer { fixture.remove() }
    try fixture.write("proc/self/cgroup", "0::/a\n")
    try fixture.write("sys/fs/cgroup/a/memory.max", "\(Self.gibibyte)\n")
    #expect(report().pool.totalBytes == Self.gibibyte)
    #expect(report().reading.free.unknown?.detail == "memory.current of the control group is missing")
    try fixture.delete("sys/fs/cgroup/a")
    try fixture.write("proc/meminfo", "MemTotal: 65536000 kB\n")
    #expect(report().pool.totalBytes == 65_536_000 << 10)
    #expect(report().reading.free.unknown?.kind == .notSupported)
    try fixture.delete("proc/meminfo")
    #expect(report().pool.totalBytes == nil)
    #expect(report().reading.used.unknown?.detail == "/proc/meminfo is missing")
  }

  @Test(arguments: [
    "MemTotal: much kB", "MemTotal: 9223372036854775807 kB", "MemTotal: 5", "MemTotal: -5 kB", "MemTotal:", "\0",
  ])
  func `is unknown if the kernel says nonsense`(_ text: String) throws {
    defer { fixture.remove() }
    try fixture.write("proc/meminfo", text + "\n")
    #expect(report().pool.totalBytes == nil)
    #expect(report().reading.used.bytes == nil)
  }

  @Test func `of this machine is read`() throws {
    let report = SystemMemory(proc: KernelFiles("/proc"), sys: KernelFiles("/sys")).report()
    #expect(try #require(report.pool.totalBytes) > 256 * mebibyte)
    #expect(try #require(report.reading.free.bytes) > 0)
  }
}
