import Domain

/// The report of an import, for people.
struct ImportSheet {
  let report: JSON

  init(_ report: JSON) { self.report = report }

  var lines: [String] {
    let isRehearsal = report["dry_run"]?.bool == true
    var lines = [
      isRehearsal
        ? "Nothing was written. The import would do this:"
        : report["changes_anything"]?.bool == true ? "Imported." : "Everything was here already; nothing was changed."
    ]
    lines += counts.lines(width: nil, isColourful: false).map { "  " + $0 }
    var title = ""
    for note in report["notes"]?.array ?? [] {
      let next = note["title"]?.string ?? ""
      if next != title { lines += ["", next + ":"] }
      title = next
      let detail = note["detail"]?.string ?? ""
      lines.append("  \(note["subject"]?.string ?? "")" + (detail.isEmpty ? "" : ": \(detail)"))
    }
    return lines.map(DisplayText.harmless)
  }

  private var counts: TextTable {
    let outcomes = ["new", "changed", "unchanged", "skipped"]
    var table = TextTable(columns: [.fixed("")] + outcomes.map { .number($0.uppercased()) }, rows: [])
    for (kind, count) in report["counts"]?.object ?? [:] {
      table.rows.append([Cell(kind)] + outcomes.map { Cell(String(count[$0]?.int ?? 0)) })
    }
    return table
  }
}
