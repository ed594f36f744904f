import Domain

/// The table that `nvidia-smi --query-…=COLUMNS --format=csv` prints.
///
/// Columns are found by the names in the first line, and units are read there or beside each number, because the format
/// is not guaranteed to stay the same (nvidia-smi(1)). Without that line the columns are those that were asked for, and
/// bare numbers are MiB.
struct NvidiaTable: Equatable {
  /// The complete lines, by the name of the column.
  private(set) var rows: [[String: Field]] = []
  /// Lines that are cut off or have too few fields.
  private(set) var skippedLines = 0

  /// What one field says.
  struct Field: Equatable {
    var text: String
    /// Of the column, as in `memory.used [MiB]`; nil: none.
    var unit: String?
  }

  private static let mostLines = 4096

  /// - Parameters:
  ///   - columns: that were asked for, in this order. At most one of them, `name`, may contain commas.
  ///   - aliases: other names of columns, which another version of the tool prints.
  init(_ text: String, columns: [String], aliases: [String: String] = [:]) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    // The tool ends every line. What follows the last end is cut off, and so may be the number at its end.
    if let rest = lines.popLast(), !rest.isEmpty { skippedLines += 1 }
    var names = columns
    var units: [String?] = Array(repeating: nil, count: columns.count)
    for (index, line) in lines.prefix(Self.mostLines).enumerated() where !line.allSatisfy(\.isWhitespace) {
      if index == 0, let header = Self.header(line, known: columns, aliases: aliases) {
        (names, units) = header
        continue
      }
      guard let fields = Self.fields(line, names) else {
        skippedLines += 1
        continue
      }
      var row: [String: Field] = [:]
      for (column, field) in fields.enumerated() {
        row[names[column]] = Field(text: String(field.prefix(200)), unit: units[column])
      }
      rows.append(row)
    }
    skippedLines += max(0, lines.count - Self.mostLines)
  }

  /// - Returns: nil if the line is not one of names.
  private static func header(
    _ line: Substring, known: [String], aliases: [String: String]
  ) -> (names: [String], units: [String?])? {
    var (names, units): ([String], [String?]) = ([], [])
    for field in line.split(separator: ",").map(trimmed) {
      let parts = field.split(separator: " ", maxSplits: 1)
      let name = parts.first.map(String.init) ?? ""
      names.append(aliases[name] ?? name)
      units.append(parts.count == 2 ? String(parts[1].filter { $0 != "[" && $0 != "]" }) : nil)
    }
    return Set(known).isSubset(of: names) ? (names, units) : nil
  }

  /// The commas in a name are those that are too many.
  private static func fields(_ line: Substring, _ names: [String]) -> [Substring]? {
    let parts = line.split(separator: ",", omittingEmptySubsequences: false)
    let extra = parts.count - names.count
    guard extra >= 0 else { return nil }
    guard extra > 0 else { return parts.map(trimmed) }
    guard let name = names.firstIndex(of: "name") else { return nil }
    let middle = line[parts[name].startIndex..<parts[name + extra].endIndex]
    return (parts[..<name] + [middle] + parts[(name + extra + 1)...]).map(trimmed)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\r" || $0 == "\t" }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }
}

extension NvidiaTable.Field {
  /// A whole number of bytes. Whatever is no number, such as `[N/A]` or `ERR!`, is unknown.
  var amount: MemoryAmount {
    let parts = text.split(separator: " ")
    let unit = parts.count == 2 ? String(parts[1]) : unit ?? "MiB"
    guard (1...2).contains(parts.count), let number = Int(parts[0]) else { return .unknown(reason) }
    guard number >= 0, let factor = Self.units[unit] else {
      return .unknown(.init(.failed, "nvidia-smi says \(text.clipped(to: 60))"))
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? .unknown(.init(.implausible, "nvidia-smi says \(text.clipped(to: 60))")) : .bytes(bytes)
  }

  private static let units = ["B": 1, "bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]

  private var reason: UnknownAmount {
    let word = text.lowercased()
    if word.contains("permission") { return .init(.noPermission, "no permission") }
    if isNotSupported { return .init(.notSupported, "nvidia-smi does not tell (\(text.clipped(to: 60)))") }
    return .init(.failed, "nvidia-smi says \(text.isEmpty ? "nothing" : text.clipped(to: 60))")
  }

  /// `[N/A]`, `N/A`, `[NotSupported]`, `[Not Supported]`: the driver has no such number, which will not change.
  var isNotSupported: Bool {
    ["n/a", "notsupported"].contains(text.lowercased().filter { !"[] ".contains($0) })
  }

  /// nil: the field says that it has no value.
  var word: String? {
    guard !text.isEmpty, !isNotSupported, !text.hasPrefix("["), text != "ERR!" else { return nil }
    return text
  }
}
