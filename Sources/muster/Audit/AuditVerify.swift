import ArgumentParser
import Audit
import Domain
import Foundation

struct AuditVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify an export of the audit trail, offline.",
    discussion: """
      Computes the root of the log from the entries, and compares it with the signed checkpoint. Reads the files once \
      and needs little memory. The exit code is 0 if everything verifies; otherwise prints the first problem with its \
      line.

      The result is only as trustworthy as the source of the key and the checkpoint. Use a key that was stored \
      elsewhere when the log began, and a published checkpoint (audit.publish_file and others). Earlier checkpoints \
      prove that nothing was rewritten since: pass their file with --previous.

        muster audit verify trail --checkpoint checkpoint.txt --key key.txt --previous checkpoints.txt
      """)

  @Argument(help: "The folder of an export, or its entries.jsonl.", completion: .file()) var bundle: String
  @Option(help: ArgumentHelp("The file with the checkpoint.", valueName: "file"), completion: .file())
  var checkpoint: String
  @Option(help: ArgumentHelp("The file with the log's public key.", valueName: "file"), completion: .file())
  var key: String
  @Option(
    help: ArgumentHelp("A file with one or more earlier checkpoints; repeatable.", valueName: "file"),
    completion: .file())
  var previous: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws {
    let text = try read(key).trimmed
    guard let verifier = VerifierKey(text) else {
      throw CommandFailure.unusable("\(key) does not contain the public key of an audit trail.")
    }
    guard let note = try notes(in: checkpoint).last else {
      throw CommandFailure.unusable("\(checkpoint) does not contain a checkpoint.")
    }
    do {
      let verification = try BundleVerification(
        try files, checkpoint: note, earlier: try previous.flatMap(notes), key: verifier,
        progress: { Terminal.progress("\($0) entries") })
      let report = try verification.verify()
      Terminal.progress("")
      output.show(report.json, lines: report.lines)
    } catch let fault as BundleVerification.Fault {
      Terminal.progress("")
      if output.json {
        print(
          JSON.object([
            "verified": false, "line": .optional(fault.line), "message": .string(fault.message),
          ]).serialized())
        throw ExitCode(1)
      }
      throw CommandFailure.refused("\(bundle): \(fault)")
    }
  }

  private var files: BundleVerification.Bundle {
    get throws {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: bundle, isDirectory: &isFolder) else {
        throw CommandFailure.unusable("\(bundle) does not exist.")
      }
      guard isFolder.boolValue else { return .init(entries: bundle) }
      func part(_ name: String) -> String? {
        let path = "\(bundle)/\(name)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
      }
      return .init(
        entries: bundle + "/entries.jsonl", leaves: part("leaves.txt"), names: part("names.jsonl"))
    }
  }

  private func read(_ path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure.unusable("\(path) cannot be read.")
    }
    return text
  }

  /// Signed notes one after the other, the format of published checkpoints.
  private func notes(in path: String) throws -> [SignedNote] {
    let notes = SignedNote.all(in: try read(path))
    guard let notes, !notes.isEmpty else { throw CommandFailure.unusable("\(path) does not contain checkpoints.") }
    return notes
  }
}

extension BundleVerification.Report {
  fileprivate var lines: [String] {
    var lines = [
      "Verified: the \(entries) entries match the signed checkpoint of \(checkpoint.origin)."
    ]
    if pruned > 0 {
      lines.append(
        "\(pruned) older entries were pruned (audit.retention), as recorded in the log; their hashes are verified.")
    }
    if keyRotations > 0 {
      lines.append(
        "The key was rotated \(keyRotations) time\(keyRotations == 1 ? "" : "s"); each key is signed by the previous one."
      )
    }
    lines.append(
      earlier > 0
        ? "The log is consistent with \(earlier) earlier checkpoint\(earlier == 1 ? "" : "s"): nothing was rewritten since."
        : "No earlier checkpoint was given (--previous), so rewriting before this checkpoint can't be ruled out.")
    return lines
  }

  fileprivate var json: JSON {
    [
      "verified": true, "entries": .int(entries), "pruned": .int(pruned), "size": .int(checkpoint.size),
      "origin": .string(checkpoint.origin), "earlier_checkpoints": .int(earlier), "key_rotations": .int(keyRotations),
    ]
  }
}
