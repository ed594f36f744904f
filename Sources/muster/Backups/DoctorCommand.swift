import ArgumentParser
import Domain
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
