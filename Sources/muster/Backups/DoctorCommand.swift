import ArgumentParser
import Domain
import Foundation
import Storage

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look whether all that Muster keeps is whole, and say how to mend it.",
    discussion: """
      Speaks to no server, and changes nothing: looks at the data folder, the backups and the models folder of the \
      configuration, while Muster runs or not. The exit code is 1 when something is broken or would be lost.

        muster doctor --config muster.yaml
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var file: ConfigurationOption

  func run() async throws {
    let findings = await Examination(configuration: try file.load().configuration).findings()
    let isFine = !findings.contains { $0.severity == .error }
    if output.json {
      print(JSON.object(["fine": .bool(isFine), "findings": .array(findings.map(\.json))]).serialized())
    } else {
      for line in findings.flatMap(\.lines) { print(DisplayText.harmless(line)) }
      print(isFine ? "Nothing is broken." : "Something is broken, or would be lost.")
    }
    if !isFine { throw ExitCode(1) }
  }
}

extension Finding {
  var json: JSON {
    [
      "severity": .string(severity.rawValue), "what": .string(what), "where": .string(place), "mend": .string(mend),
    ]
  }

  fileprivate var lines: [String] { ["\(severity.rawValue): \(what)", "  where: \(place)", "  mend:  \(mend)"] }
}

/// Who may read the data folder, and how much room there is.
struct FolderChecks {
  private static let leastBytes = 1 << 30
  private static let leastShare = 0.1

  let configuration: Configuration

  func findings() -> [Finding] {
    let data = configuration.data
    var found = room(in: data, for: "the data")
    if let folder = configuration.backups.folder { found += room(in: folder, for: "backups") }
    found += permissions(data, of: "the data folder", allowed: 0o700, severity: .warning)
    found += permissions(data + "/keys", of: "the folder of the keys", allowed: 0o700, severity: .error)
    found += permissions(data + "/keys/session.key", of: "the key of sessions", allowed: 0o600, severity: .error)
    found += leftOver(data + "/muster.db.restoring")
    return found
  }

  private func room(in path: String, for what: String) -> [Finding] {
    guard FileManager.default.fileExists(atPath: path),
      let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path),
      let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue,
      let size = (attributes[.systemSize] as? NSNumber)?.intValue, size > 0
    else { return [] }
    guard free < Self.leastBytes || Double(free) < Double(size) * Self.leastShare else { return [] }
    return [
      Finding(
        .warning,
        "the disk for \(what) is nearly full: \(ByteCount.approximate(free)) of \(ByteCount.approximate(size)) are free",
        at: path, mend: "Make room. On a full disk every change is refused.")
    ]
  }

  private func permissions(_ path: String, of what: String, allowed: Int, severity: Finding.Severity) -> [Finding] {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0
    else { return [] }
    return [
      Finding(
        severity, "others on this machine may come to \(what) (\(String(mode & 0o777, radix: 8)))", at: path,
        mend: "chmod \(String(allowed, radix: 8)) \(path)")
    ]
  }

  private func leftOver(_ path: String) -> [Finding] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return [
      Finding(
        .note, "a restore was broken off before it took effect", at: path,
        mend: "Nothing is lost: remove the file, or restore again.")
    ]
  }
}
