import ArgumentParser
import Domain

struct AuditEvents: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "List every action that leaves an entry, and what it holds.",
    discussion: """
      The same table stands in docs/audit.md.

        muster audit events
      """)

  @Flag(help: "Print JSON for programs.") var json = false

  func run() throws {
    guard json else { return print(AuditAction.catalogue, terminator: "") }
    let events = AuditAction.allCases.map { action -> JSON in
      [
        "action": .string(action.rawValue), "when": .string(action.occasion), "changes": .optional(action.changes),
      ]
    }
    print(JSON.array(events).serialized())
  }
}
