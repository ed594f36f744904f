import ArgumentParser
import Audit
import Domain
import Foundation

struct AuditVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check an export of the audit trail, offline.",
    discussion: """
      Computes the root of the log from the entries, and compares it with the signed checkpoint. Takes one pass and \
      little memory. The exit code is 0 when all is right; else the first thing that is wrong is named, with its line.

      The key and the checkpoint prove only as much as you trust where you have them from: best are a key that was \
      written down when the log began, and checkpoints that were published (audit.publish_file and so on). Checkpoints \
      that were kept show that nothing was rewritten since: name the file with --previous.

        muster audit verify trail --checkpoint checkpoint.txt --key key.txt --previous checkpoints.txt
      """)

  @Argument(help: "The folder of an export, or its entries.jsonl.", completion: .file()) var bundle: String
  @Option(help: ArgumentHelp("The file with the checkpoint.", valueName: "file"), completion: .file())
  var checkpoint: String
  @Option(help: ArgumentHelp("The file with the log's public key.", valueName: "file"), completion: .file())
  var key: String
  @Option(
    help: ArgumentHelp("A file with one or more earlier checkpoints; may be said again.", valueName: "file"),
    completion: .file())
  var previous: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws {
    let text = try read(key).trimmed
    guard let verifier = VerifierKey(text) else {
      throw CommandFailure.unusable("\(key) does not hold a public key of an audit trail.")
    }
    guard let note = try notes(in: checkpoint).last else {
      throw CommandFailure.unusable("\(checkpoint) does not hold a checkpoint.")
    }
    do {
      let verification = try BundleVerification(
        try files, checkpoint: note, earlier: try previous.flatMap(notes), key: verifier,
        progress: { Terminal.progress("\($0) entries") })
      let report = try verification.verify()
      Terminal.progress("")
      output.show(report.json, lines: report.words)
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
        throw CommandFailure.unusable("There is no \(bundle).")
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

  /// Notes one after the other, as they are published.
  private func notes(in path: String) throws -> [SignedNote] {
    let notes = SignedNote.all(in: try read(path))
    guard let notes, !notes.isEmpty else { throw CommandFailure.unusable("\(path) does not hold checkpoints.") }
    return notes
  }
}

extension BundleVerification.Report {
  fileprivate var words: [String] {
    var lines = [
      "Verified: \(entries) entries are, in this order, those that the checkpoint of \(checkpoint.origin) was signed for."
    ]
    if pruned > 0 {
      lines.append(
        "\(pruned) entries before them have lost their contents for age, as the log says; their hashes are proven.")
    }
    if keysExchanged > 0 {
      lines.append("The key was exchanged \(keysExchanged) times, each signed by the one before.")
    }
    lines.append(
      earlier > 0
        ? "\(earlier) earlier checkpoints are beginnings of this log: nothing was rewritten since."
        : "No earlier checkpoint was given (--previous): that nothing was rewritten before this one is not shown.")
    return lines
  }

  fileprivate var json: JSON {
    [
      "verified": true, "entries": .int(entries), "pruned": .int(pruned), "size": .int(checkpoint.size),
      "origin": .string(checkpoint.origin), "earlier_checkpoints": .int(earlier), "keys_exchanged": .int(keysExchanged),
    ]
  }
}
