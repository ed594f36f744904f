import Domain
import Storage

/// The whole log, or a part of it, as text: read in pieces, so that its size does not matter.
package struct AuditExport: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    /// The entries as they are proven, a line each.
    case jsonl
    /// For people: with the names and addresses that are known.
    case csv
    /// The names and addresses that are known, with the salts by which they are found in the entries.
    case names
    /// The leaves' hashes, a line each, also of entries whose contents were removed.
    case leaves
  }

  private static let entriesAtATime = 500

  fileprivate let database: Database
  fileprivate let format: Format
  fileprivate let query: AuditQuery
  /// Entries after it are not exported.
  fileprivate let last: Int
  /// Entries up to it have lost their contents, or are about to.
  fileprivate let first: Int
  package let size: Int
  /// Of how many entries the contents were gone when it began.
  fileprivate let pruned: Int

  /// Entries were pruned during the export: a part of the text would be missing.
  struct Overtaken: Error, CustomStringConvertible {
    var description: String { "old entries were pruned during the export; start it again" }
  }

  /// Gives the text piece by piece to `sink`, which may take its time.
  package func write(to sink: (String) async throws -> Void) async throws {
    if let heading = try await heading() { try await sink(heading) }
    var place = format == .leaves ? 0 : first
    while let (text, reached) = try await piece(after: place) {
      if !text.isEmpty { try await sink(text) }
      place = reached
    }
  }

  /// - Returns: `nil` at the end.
  private func piece(after place: Int) async throws -> (text: String, reached: Int)? {
    if format == .leaves { return try await leaves(after: place) }
    return try await database.read { connection in
      guard try TreeTable.extent(connection).pruned == pruned else { throw Overtaken() }
      let rows = try rows(after: place, connection)
      return try rows.last.map { (try lines(rows, connection), $0.sequence) }
    }
  }

  private typealias Line = (sequence: Int, leaf: Int, line: String)

  private func rows(after place: Int, _ connection: Connection) throws -> [Line] {
    try connection.query(query.entries(after: place, upTo: last, limit: Self.entriesAtATime)) {
      (try $0.int("sequence"), try $0.int("leaf"), try $0.text("line"))
    }
  }

  private func lines(_ rows: [Line], _ connection: Connection) throws -> String {
    if format == .jsonl { return rows.map { $0.line + "\n" }.joined() }
    let personal = try EntryTable.personal(of: rows.map(\.sequence), connection)
    switch format {
    case .csv:
      return try rows.map { row in
        CSV.line(try AuditEntry(row.line, sequence: row.sequence, leaf: row.leaf, personal[row.sequence] ?? []))
      }.joined()
    case .names:
      return rows.flatMap { row in
        (personal[row.sequence] ?? []).map { value in
          var line: JSON.Object = ["index": .int(row.leaf)]
          for (name, fact) in value.json.object ?? [:] { line[name] = fact }
          return JSON.object(line).serialized() + "\n"
        }
      }.joined()
    case .jsonl, .leaves: return ""
    }
  }

  private func leaves(after place: Int) async throws -> (text: String, reached: Int)? {
    let end = min(size, place + Self.entriesAtATime)
    guard place < end else { return nil }
    return try await database.read { connection in
      let hashes = try connection.query(
        """
        SELECT hash FROM audit_node WHERE level = 0 AND position >= \(place) AND position < \(end)
        ORDER BY position
        """
      ) { BytesAsText.base64(try $0.bytes("hash")) + "\n" }
      return (hashes.joined(), end)
    }
  }

  private func heading() async throws -> String? {
    switch format {
    case .csv: return CSV.heading
    case .names, .leaves: return nil
    case .jsonl:
      guard query.isWhole, pruned > 0 else { return nil }
      return try await database.read { PrunedHeading(try TreeTable.frontier(size: pruned, $0)).line + "\n" }
    }
  }
}

extension AuditLog {
  /// - Parameters:
  ///   - query: which entries; its limit, offset and cursor do not count.
  ///   - size: of the log, so that an export fits a checkpoint; all that is there when `nil`.
  /// - Throws: `Refusal`: not allowed, or the log has never been that long.
  package func export(
    _ format: AuditExport.Format, _ query: AuditQuery, size: Int?, as caller: Caller
  ) async throws -> AuditExport {
    if case .refused(let refusal) = AccessPolicy.decide(.readAudit, by: caller.principal) { throw refusal }
    guard query.text == nil else { throw Refusal.noSearchInExport }
    try await Integration.catchUp(database)
    let export = try await database.read { connection in
      let extent = try TreeTable.extent(connection)
      let wanted = size ?? extent.size
      guard wanted >= 0, wanted <= extent.size else { throw Refusal.tooLong(wanted, size: extent.size) }
      // An export without the entry about the pruning could not be told from one with missing entries.
      let recorded = try connection.first(
        "SELECT leaf FROM audit_index WHERE action = \(AuditAction.auditPrune.rawValue) ORDER BY sequence DESC"
      ) { try $0.int("leaf") }
      if extent.pruned > 0, let recorded, wanted <= recorded {
        throw Refusal.pruned(extent.pruned, least: recorded + 1)
      }
      let last = try connection.first("SELECT sequence FROM audit_index WHERE leaf = \(wanted - 1)") {
        try $0.int("sequence")
      }
      let isKnown =
        try query.isWhole || !connection.query(query.entries(after: 0, upTo: Int.max, limit: 1)) { _ in true }.isEmpty
      return (
        text: AuditExport(
          database: database, format: format, query: query, last: last ?? 0, first: extent.prunedSequence,
          size: wanted, pruned: extent.pruned),
        isKnown: isKnown
      )
    }
    var details: JSON.Object = ["format": .string(format.rawValue), "size": .int(export.text.size)]
    details["query"] = query.isWhole ? nil : .object(query.asked(isKnown: export.isKnown))
    try await record(
      Act(
        .auditExport, entityType: "audit", entityID: "log", description: "Exported the audit trail", details: details),
      as: caller)
    return export.text
  }
}

/// The line that stands for pruned entries: the part of their tree that a verification needs.
package struct PrunedHeading: Equatable, Sendable {
  package var frontier: MerkleFrontier

  init(_ frontier: MerkleFrontier) { self.frontier = frontier }

  var line: String {
    let hashes = frontier.hashes.map { JSON.string($0.base64) }
    return JSON.object(["pruned": ["entries": .int(frontier.size), "subtrees": .array(hashes)]]).serialized()
  }

  package static let beginning = "{\"pruned\":"

  /// - Returns: `nil` when the line is none.
  package init?(_ line: String) {
    guard let pruned = (try? JSON(parsing: line))?["pruned"], let size = pruned["entries"]?.int,
      let hashes = pruned["subtrees"]?.array?.map({ $0.string.flatMap(MerkleHash.init(base64:)) }),
      let frontier = MerkleFrontier(size: size, hashes: hashes.compactMap(\.self))
    else { return nil }
    self.frontier = frontier
  }
}

extension Refusal {
  static func pruned(_ entries: Int, least: Int) -> Refusal {
    Refusal(
      .conflict, code: "audit.pruned",
      detail:
        "The contents of the first \(entries) entries were pruned, and an export must include the entry about that. "
        + "Use a 'size' of at least \(least), or try again in two seconds with the newest checkpoint's.",
      retryAfterSeconds: 2)
  }

  static let noSearchInExport = Refusal(
    .malformed, code: "audit.no_search_in_export",
    detail: "An export takes no search text ('q'). Use the other filters, or export everything and search in it.")
}
