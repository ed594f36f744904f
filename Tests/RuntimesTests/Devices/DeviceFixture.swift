import Domain
import Foundation
import Testing

@testable import Runtimes

/// A temporary folder with a /proc and a /sys of its own and a program in place of nvidia-smi.
struct DeviceFixture: Sendable {
  let folder: String
  var proc: KernelFiles { KernelFiles("\(folder)/proc") }
  var sys: KernelFiles { KernelFiles("\(folder)/sys") }
  var tool: String { "\(folder)/nvidia-smi" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)").path
    for name in ["proc/1", "sys"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try write("proc/meminfo", "MemTotal:       65536000 kB\nMemFree:  1 kB\nMemAvailable:   49152000 kB\n")
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func write(_ names: [String: String], in place: String) throws {
    for (name, text) in names { try write("\(place)/\(name)", text) }
  }

  func link(_ name: String, to target: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
  }

  func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }

  /// A process that lives, with open files of /dev/dri.
  func process(_ pid: Int, name: String = "llama-server", files: [Int: String] = [:]) throws {
    try write("proc/\(pid)/comm", "\(name)\n")
    try write("proc/\(pid)/cmdline", "\(name)\0--port\01\0")
    try write("proc/\(pid)/stat", "\(pid) (\(name)) S 1 1\n")
    try FileManager.default.createDirectory(atPath: "\(folder)/proc/\(pid)/fd", withIntermediateDirectories: true)
    for (file, text) in files {
      try link("proc/\(pid)/fd/\(file)", to: "/dev/dri/renderD128")
      try write("proc/\(pid)/fdinfo/\(file)", text)
    }
  }

  func card(_ name: String, vendor: DRMCard.Vendor, address: String, files: [String: String] = [:]) throws {
    let common = ["vendor": "\(vendor.rawValue)\n", "uevent": "DRIVER=x\nPCI_SLOT_NAME=\(address)\n"]
    try write(common.merging(files) { $1 }, in: "sys/class/drm/\(name)/device")
  }

  /// What the script in place of nvidia-smi does; `$1` is the question.
  func script(_ body: String) throws {
    try write("nvidia-smi.new", "#!/bin/sh\n\(body)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tool).new")
    // Renamed, not written in place: a running one would be "text file busy".
    _ = rename("\(tool).new", tool)
  }

  /// Answers with these tables, as nvidia-smi does with `--format=csv,nounits`.
  func answer(gpus: [String], apps: [String]) throws {
    let columns = "index, uuid, pci.bus_id, name, memory.total [MiB], memory.used [MiB], memory.free [MiB]"
    try write("gpus", ([columns + ", mig.mode.current"] + gpus).joined(separator: "\n") + "\n")
    try write("apps", (["gpu_uuid, pid, used_gpu_memory [MiB]"] + apps).joined(separator: "\n") + "\n")
    try script("case $1 in --query-gpu*) cat '\(folder)/gpus';; *) cat '\(folder)/apps';; esac")
  }

  func devices(within deadline: Duration = .seconds(120)) -> MemoryDevices {
    MemoryDevices(proc: proc.root, sys: sys.root, nvidiaSMI: tool, deadline: deadline)
  }
}

/// Recordings of tools and files (Tests/Fixtures/memory-samples).
enum Sample {
  static func text(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fixtures/memory-samples/\(name).txt").standardizedFileURL
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// The output in the block whose title begins with this letter: no titles, commands and remarks. Where the source was
  /// shortened, there is a filler.
  static func block(_ letter: String, of name: String) throws -> String {
    var lines: [Substring] = []
    var isInside = false
    for line in try text(name).split(separator: "\n") {
      if line.hasPrefix("##") { isInside = line.hasPrefix("## \(letter).") }
      if isInside, !["#", "$", "("].contains(where: line.hasPrefix) { lines.append(line) }
    }
    let text = lines.map { $0 + "\n" }.joined()
    return text.replacing("…", with: "0000").replacing("<pid>", with: "4242")
  }
}

let mebibyte = 1 << 20
