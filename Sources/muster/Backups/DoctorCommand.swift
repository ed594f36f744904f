import ArgumentParser
import Domain
import Foundation
import Storage

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the database, backups and audit trail, and say how to fix problems.",
    discussion: """
      Checks the data folder, the backups and the models folder of the configuration, whether or not Muster is running. \
      Changes nothing. The exit code is 1 if it finds an error.

        muster doctor --config muster.yaml
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let findings = await DoctorChecks(configuration: try file.load().configuration).findings()
    let isOK = !findings.contains { $0.severity == .error }
    if output.json {
      print(JSON.object(["ok": .bool(isOK), "findings": .array(findings.map(\.json))]).serialized())
    } else {
      for line in findings.flatMap(\.lines) { print(DisplayText.sanitized(line)) }
      print(isOK ? "No errors." : "There are errors. Fix them, or data may be lost.")
    }
    if !isOK { throw ExitCode(1) }
  }
}

extension Finding {
  var json: JSON {
    [
      "severity": .string(severity.rawValue), "what": .string(what), "where": .string(place), "fix": .string(fix),
    ]
  }

  fileprivate var lines: [String] { ["\(severity.rawValue): \(what)", "  where: \(place)", "  fix:   \(fix)"] }
}

/// Checks the permissions of the data folder and the free space of the disks.
struct FolderChecks {
  private static let leastBytes = 1 << 30
  private static let leastShare = 0.1

  let configuration: Configuration

  func findings() -> [Finding] {
    let data = configuration.data
    var found = freeSpace(of: data, for: "the data folder")
    if let folder = configuration.backups.folder { found += freeSpace(of: folder, for: "backups") }
    found += permissions(data, of: "the data folder", allowed: 0o700, severity: .warning)
    found += permissions(data + "/keys", of: "the keys folder", allowed: 0o700, severity: .error)
    found += permissions(data + "/keys/session.key", of: "the session key", allowed: 0o600, severity: .error)
    found += leftOver(data + "/muster.db.restoring")
    return found
  }

  private func freeSpace(of path: String, for purpose: String) -> [Finding] {
    guard FileManager.default.fileExists(atPath: path),
      let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path),
      let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue,
      let size = (attributes[.systemSize] as? NSNumber)?.intValue, size > 0
    else { return [] }
    guard free < Self.leastBytes || Double(free) < Double(size) * Self.leastShare else { return [] }
    return [
      Finding(
        .warning,
        "the disk for \(purpose) is nearly full: \(ByteCount.approximate(free)) of \(ByteCount.approximate(size)) free",
        at: path, fix: "Free up space. On a full disk Muster refuses all changes.")
    ]
  }

  private func permissions(_ path: String, of name: String, allowed: Int, severity: Finding.Severity) -> [Finding] {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0
    else { return [] }
    return [
      Finding(
        severity, "other users of this machine can access \(name) (mode \(String(mode & 0o777, radix: 8)))", at: path,
        fix: "chmod \(String(allowed, radix: 8)) \(path)")
    ]
  }

  private func leftOver(_ path: String) -> [Finding] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return [
      Finding(
        .note, "a restore was interrupted before it changed the database", at: path,
        fix: "Nothing is lost. Delete the file, or restore again.")
    ]
  }
}
