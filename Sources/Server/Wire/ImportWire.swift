import Domain

/// The report of an import as JSON.
package enum ImportWire {
  package static func report(_ report: ImportReport, isDryRun: Bool) -> JSON {
    let counts = ImportReport.Kind.allCases.map { kind -> (key: String, value: JSON) in
      let count = report.counts[kind] ?? .init()
      let fields: JSON = [
        "new": .int(count.new), "changed": .int(count.changed), "unchanged": .int(count.unchanged),
        "skipped": .int(count.skipped),
      ]
      return (kind.rawValue, fields)
    }
    let notes = ImportReport.Topic.allCases.flatMap { topic in
      report.notes.filter { $0.topic == topic }.map(\.json)
    }
    return [
      "dry_run": .bool(isDryRun), "has_changes": .bool(report.changesAnything),
      "counts": .object(JSON.Object(counts)), "notes": .array(notes),
    ]
  }
}
