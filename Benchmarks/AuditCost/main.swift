import Accounts
import Audit
import Domain
import Foundation
import Registry
import Storage

// Measures what the audit trail costs inside one process, and fills a trail to look for entries in.
//
//   audit-cost compare FOLDER COUNT    {"with": …, "without": …}: median microseconds of a change
//   audit-cost fill FOLDER COUNT       COUNT entries in the tree, as Muster keeps them
//
// `FOLDER` is a data folder of a Muster that is stopped.

struct Usage: Error, CustomStringConvertible {
  var description: String { "usage: audit-cost compare|fill FOLDER COUNT" }
}

let words = CommandLine.arguments.dropFirst().map(\.self)
guard words.count == 3, let count = Int(words[2]) else { throw Usage() }
let database = try Database(path: words[1] + "/muster.db")
try await database.migrate(Accounts.migrations + AuditLog.migrations + Registry.migrations)
let wakeups = Wakeups()
let auditLog = AuditLog(database: database, softwareVersion: "bench", committed: { wakeups.wake() })
let trail = AuditTrail(database: database, auditLog: auditLog, key: try KeyFile(path: words[1] + "/keys/audit.key"))
try await trail.begin()

switch words[0] {
case "compare": try await compare()
case "fill": try await fill()
default: throw Usage()
}
try database.close()

@Sendable func caller(_ number: Int) -> Caller {
  let id = "person-\(number % 500)"
  return Caller(
    principal: Principal(id: UserID(id), name: "Name of \(id)", email: "\(id)@example.org", role: .admin),
    origin: Origin(requestID: "\(UInt64.random(in: .min ... .max))", address: "192.0.2.\(number % 250)"),
    authentication: .session)
}

@Sendable func act(_ number: Int) -> Act {
  let isActive = number.isMultiple(of: 2)
  return Act(
    isActive ? .modelActivate : .modelDeactivate, entityType: "model", entityID: "team/model-\(number % 2_000)",
    description: "Switched team/model-\(number % 2_000) \(isActive ? "on" : "off")",
    changes: [FieldChange("is_active", before: .bool(!isActive), after: .bool(isActive))],
    details: ["revision_before": .int(number), "revision_after": .int(number + 1)])
}

/// The rows of a switch: a model that is changed, and a revision with all that it is.
@Sendable func change(_ number: Int, _ connection: Connection) throws {
  try connection.execute(
    "UPDATE bench_model SET is_active = \(number % 2), revision = revision + 1 WHERE id = \(number % 2_000)")
  try connection.execute(
    """
    INSERT INTO bench_revision (model_id, number, snapshot)
    VALUES (\(number % 2_000), \(number), \(String(repeating: "{\"params\": 1}", count: 60)))
    """)
}

/// The same change with an entry and without, by turns, while the sequencer seals in the background.
func compare() async throws {
  try await auditLog.writeWithoutEntry { connection in
    try connection.execute(
      "CREATE TABLE bench_model (id INTEGER PRIMARY KEY, is_active INTEGER, revision INTEGER, updated INTEGER)")
    try connection.execute("CREATE INDEX bench_by_time ON bench_model (updated, id)")
    try connection.execute(
      "CREATE TABLE bench_revision (model_id INTEGER, number INTEGER, snapshot TEXT, PRIMARY KEY (model_id, number))")
    for id in 0..<2_000 { try connection.execute("INSERT INTO bench_model VALUES (\(id), 0, 1, \(id))") }
  }
  let sequencer = Sequencer(trail: trail, wakeups: wakeups, publish: { _ in }, log: { print($0) })
  let sealing = Task { await sequencer.run() }
  let clock = ContinuousClock()
  var times: [Bool: [Double]] = [:]
  for round in 0..<(count / 50) {
    for isAudited in [true, false] {
      let began = clock.now
      for turn in 0..<50 {
        let number = round * 100 + (isAudited ? 0 : 50) + turn
        if isAudited {
          let act = act(number)
          let receipts = Receipts()
          try await Receipts.$current.withValue(receipts) {
            try await auditLog.change(as: caller(number), .init(act.action, entityType: "model", entityID: "x")) {
              connection, journal in
              try change(number, connection)
              try journal.record(act)
            }
          }
          _ = try trail.headers(of: receipts)
        } else {
          try await auditLog.writeWithoutEntry { try change(number, $0) }
        }
      }
      times[isAudited, default: []].append((clock.now - began) / .microseconds(50))
    }
  }
  sealing.cancel()
  await sealing.value
  let (with, without) = (median(times[true] ?? []), median(times[false] ?? []))
  print("{\"with\": \(with), \"without\": \(without)}")
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func fill() async throws {
  let batch = 5_000
  for first in stride(from: 0, to: count, by: batch) {
    let end = min(count, first + batch)
    try await auditLog.change(as: caller(first / 50), .init(.modelSync, entityType: "model", entityID: "*")) {
      _, journal in
      for number in first..<end {
        let outcome: AuditEntry.Outcome = number.isMultiple(of: 1_000) ? .denied : .ok
        try journal.record(act(number), outcome: outcome)
      }
    }
    try await trail.seal()
  }
}
