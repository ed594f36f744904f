import Domain
import Foundation
import Testing

@testable import Runtimes

@Suite struct `Clients of GPUs` {
  private let fixture: DeviceFixture

  init() throws { fixture = try DeviceFixture() }

  private static let address = "0000:03:00.0"

  private func usage(client: Int?, _ lines: String..., driver: String = "amdgpu", address: String = address) -> String {
    let start = ["pos:\t0", "drm-driver:\t\(driver)", "drm-pdev:\t\(address)"]
    let client = client.map { ["drm-client-id:\t\($0)"] } ?? []
    return (start + client + lines).joined(separator: "\n") + "\n"
  }

  private func processes(
    _ kind: MemoryPool.Kind = .dedicated, of address: String = address
  ) throws -> [DeviceProcess] {
    let address = try #require(PCIAddress(address))
    return DRMClients(proc: fixture.proc).read(until: .now + .seconds(60)).processes(of: address, in: kind)
  }

  @Test func `count once, over several descriptors and processes`() throws {
    defer { fixture.remove() }
    let text = usage(client: 42, "drm-resident-vram:\t1024 KiB")
    try fixture.process(100, files: [3: text, 4: text, 5: usage(client: 43, "drm-resident-vram:\t1 MiB")])
    try fixture.process(101, files: [3: text])
    #expect(try processes() == [DeviceProcess(pid: 100, bytes: .bytes(2 * mebibyte))])
  }

  @Test func `are different on different devices`() throws {
    defer { fixture.remove() }
    try fixture.process(
      100,
      files: [
        3: usage(client: 1, "drm-resident-vram:\t1 MiB"),
        4: usage(client: 1, "drm-resident-vram:\t2 MiB", address: "0000:06:00.0"),
      ])
    #expect(try processes() == [DeviceProcess(pid: 100, bytes: .bytes(mebibyte))])
    #expect(try processes(of: "0000:06:00.0") == [DeviceProcess(pid: 100, bytes: .bytes(2 * mebibyte))])
  }

  @Test func `are not what systemd-logind opened for them`() throws {
    defer { fixture.remove() }
    let text = usage(client: 1, "drm-resident-vram:\t1 MiB")
    try fixture.process(50, name: "systemd-logind", files: [3: text])
    try fixture.process(900, name: "gnome-shell", files: [9: text])
    #expect(try processes().map(\.pid) == [900])
  }

  @Test(arguments: [
    ("drm-resident-vram:\t5 KiB", 5 << 10), ("drm-resident-vram:\t5 MiB", 5 << 20), ("drm-resident-vram:\t5", 5),
    ("drm-memory-vram:\t5 KiB", 5 << 10), ("drm-memory-vram:\t9 KiB\ndrm-resident-vram:\t5 KiB", 5 << 10),
    ("drm-total-vram:\t35916 KiB\ndrm-resident-vram:\t12 KiB", 12 << 10),
    ("drm-resident-vram0:\t5 KiB\ndrm-resident-vram1:\t6 KiB", 11 << 10),
    ("drm-resident-vram:\t5 KiB\ndrm-resident-gtt:\t7 KiB\ndrm-memory-cpu:\t8 KiB", 5 << 10),
  ])
  func `hold what is resident, in any unit`(_ lines: String, _ bytes: Int) throws {
    #expect(DRMUsage(usage(client: 1, lines))?.amount(in: .dedicated) == .bytes(bytes))
  }

  @Test(arguments: [
    ("drm-total-vram:\t5 KiB", UnknownAmount.Kind.notSupported), ("drm-engine-gfx:\t5 ns", .notSupported),
    ("drm-resident-vram:\tmuch", .failed), ("drm-resident-vram:\t-5 KiB", .failed), ("drm-resident-vram:", .failed),
    ("drm-resident-vram:\t5 pages", .failed), ("drm-resident-vram:\t9223372036854775807 KiB", .implausible),
    ("drm-resident-vram0:\t9223372036854775807\ndrm-resident-vram1:\t1", .implausible),
  ])
  func `hold an unknown amount where the driver tells nothing usable`(_ lines: String, _ kind: UnknownAmount.Kind) {
    #expect(DRMUsage(usage(client: 1, lines))?.amount(in: .dedicated).unknown?.kind == kind)
  }

  @Test func `cannot be told apart without their numbers`() throws {
    defer { fixture.remove() }
    let text = usage(client: nil, "drm-memory-vram:\t5 KiB")
    try fixture.process(100, files: [3: text])
    try fixture.process(101, files: [3: text, 4: text])
    let processes = try processes()
    #expect(processes.first == DeviceProcess(pid: 100, bytes: .bytes(5 << 10)))
    #expect(processes.last?.bytes.unknown?.kind == .notSupported)
  }

  @Test func `that only opened a device hold nothing, and are not listed`() throws {
    defer { fixture.remove() }
    try fixture.process(100, files: [3: usage(client: 1, "drm-resident-vram:\t0", "drm-total-vram:\t0")])
    #expect(try processes() == [])
  }

  @Test func `may vanish while they are read`() throws {
    defer { fixture.remove() }
    try fixture.process(100, files: [3: usage(client: 1, "drm-resident-vram:\t1 MiB")])
    // The descriptor was closed, or all of the process has gone.
    try fixture.process(101)
    try fixture.link("proc/101/fd/3", to: "/dev/dri/card0")
    try fixture.write("proc/102/comm", "gone\n")
    let findings = DRMClients(proc: fixture.proc).read(until: .now + .seconds(60))
    #expect(findings.missing == nil)
    #expect(findings.usages.values.map { Array($0.keys) } == [[100]])
  }

  @Test func `are missing if there is no time, or other processes are hidden`() throws {
    defer { fixture.remove() }
    try fixture.process(100, files: [3: usage(client: 1, "drm-resident-vram:\t1 MiB")])
    let late = DRMClients(proc: fixture.proc).read(until: .now - .seconds(1))
    #expect(late.missing?.kind == .incomplete)
    try fixture.link("proc/self/ns/pid", to: "pid:[4026531836]")
    #expect(DRMClients(proc: fixture.proc).read(until: .now + .seconds(60)).missing == nil)
    try fixture.link("proc/self/ns/pid", to: "pid:[4026532000]")
    #expect(
      DRMClients(proc: fixture.proc).read(until: .now + .seconds(60)).missing?.detail
        == "processes outside of this container cannot be seen")
    try fixture.delete("proc/self")
    try fixture.delete("proc/1")
    #expect(
      DRMClients(proc: fixture.proc).read(until: .now + .seconds(60)).missing?.detail
        == "processes of other users are hidden")
  }

  @Test func `of other users are counted as unreadable, kernel threads are not`() throws {
    defer { fixture.remove() }
    try fixture.process(100, files: [3: usage(client: 1, "drm-resident-vram:\t1 MiB")])
    for pid in [101, 102] {
      try fixture.process(pid)
      // root may list every folder, but no link to itself.
      try fixture.delete("proc/\(pid)/fd")
      try fixture.link("proc/\(pid)/fd", to: "fd")
    }
    try fixture.write("proc/102/cmdline", "")
    let findings = DRMClients(proc: fixture.proc).read(until: .now + .seconds(60))
    #expect(findings.unreadable == 1)
    #expect(findings.missing == UnknownAmount(.noPermission, "no permission to look into 1 process"))
    #expect(findings.usages.count == 1)
  }

  @Test func `are found in this system's own /proc without harm`() {
    let findings = DRMClients(proc: KernelFiles("/proc")).read(until: .now + .seconds(10))
    #expect(findings.hidden != "/proc cannot be read")
  }
}
