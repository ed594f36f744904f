import Accounts
import Audit
import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Registry

/// The audit trail: reading, exporting, proofs, erasure and the key.
struct AuditRoutes {
  let accounts: Accounts
  let registry: Registry
  let auditLog: AuditLog
  let trail: AuditTrail

  var routes: [Route] {
    [
      Route(.get, "/api/v1/audit/logs", .readAudit, "List audit entries, newest first", logs)
        .withHead(contentType: "application/json"),
      Route(
        .get, "/api/v1/audit/logs/{entry}", .readAudit, "Get an audit entry, with the line that proofs refer to", entry
      )
      .withHead(contentType: "application/json"),
      Route(.get, "/api/v1/audit/export", .readAudit, "Export the audit trail as jsonl, csv, names or leaves", export)
        .withHead(contentType: AuditExport.Format.jsonl.mediaType),
      Route(.get, "/api/v1/audit/checkpoint", .readProofs, "Get the latest signed checkpoint", checkpoint),
      Route(.get, "/api/v1/audit/key", .readProofs, "Get the public key of the latest checkpoint", key),
      Route(.get, "/api/v1/audit/proof/inclusion", .readProofs, "Prove that an entry is in the log", inclusion),
      Route(
        .get, "/api/v1/audit/proof/consistency", .readProofs, "Prove that the log has only been appended to",
        consistency),
      Route(.post, "/api/v1/audit/erase", .eraseFromAudit, "Erase the names and addresses of a removed user", erase),
      Route(.post, "/api/v1/audit/key/rotate", .rotateAuditKey, "Replace the key of the log", rotate),
    ]
  }

  // MARK: - Reading

  @Sendable private func logs(_ context: RequestContext) async throws -> Response {
    var query = try Self.filters(context.query)
    query.text = context.query["q"]
    query.before = try Self.cursor(context.query["before"])
    query.limit = try context.query.int("limit", default: 50, in: 1...AuditQuery.largestPage)
    query.offset = try context.query.int("offset", default: 0, in: 0...Int.max)
    let caller = try context.requireCaller()
    let page = try await auditLog.entries(query, as: caller)
    return Reply.json(AuditWire.page(page, try await names(in: page.entries, as: caller)))
  }

  @Sendable private func entry(_ context: RequestContext) async throws -> Response {
    let caller = try context.requireCaller()
    let (entry, line) = try await auditLog.entry(context.parameters["entry"] ?? "", as: caller)
    return Reply.json(AuditWire.entry(entry, provenBy: line, try await names(in: [entry], as: caller)))
  }

  /// The current names of everything that the entries refer to by id, and the last names of what is deleted. Takes as
  /// many queries for a page as for one entry.
  private func names(in entries: [AuditEntry], as caller: Caller) async throws -> AuditNames {
    let references = AuditReferences(entries)
    let (users, groups) = try await accounts.names(ofUsers: references.users, groups: references.groups, as: caller)
    let models = try await registry.names(of: references.models, as: caller)
    var names = AuditNames(users: users, groups: groups, models: models)
    let gone = try await auditLog.lastNames(of: names.missing(of: references), as: caller)
    names.add(gone, of: references)
    return names
  }

  @Sendable private func export(_ context: RequestContext) async throws -> Response {
    let format = try context.query.choice("format", default: AuditExport.Format.jsonl)
    var query = try Self.filters(context.query)
    query.text = context.query["q"]
    let size = try Self.optionalInt("size", context.query)
    let export = try await auditLog.export(format, query, size: size, as: try context.requireCaller())
    var headers: HTTPFields = [
      .contentType: format.mediaType, .cacheControl: "no-store",
      .contentDisposition: "attachment; filename=\"audit.\(format.fileEnding)\"",
    ]
    headers[.auditSize] = String(export.size)
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await export.write { try await writer.write(ByteBuffer(string: $0)) }
        try await writer.finish(nil)
      })
  }

  private static func filters(_ query: Query) throws -> AuditQuery {
    var outcome: AuditEntry.Outcome?
    if query["outcome"] != nil { outcome = try query.choice("outcome", default: AuditEntry.Outcome.ok) }
    return AuditQuery(
      entityType: query["entity_type"], entityID: query["entity_id"], userID: query["user_id"], action: query["action"],
      outcome: outcome, from: try moment("from", query), to: try moment("to", query))
  }

  private static func optionalInt(_ name: String, _ query: Query) throws -> Int? {
    query[name] == nil ? nil : try query.int(name, default: 0, in: 0...Int.max)
  }

  private static func moment(_ name: String, _ query: Query) throws -> Timestamp? {
    try optionalInt(name, query).map(Timestamp.init(seconds:))
  }

  private static func cursor(_ text: String?) throws -> AuditQuery.Cursor? {
    guard let text else { return nil }
    guard let cursor = AuditQuery.Cursor(text) else {
      throw Refusal.invalid([
        FieldProblem(
          ["query", "before"], type: "value_error", message: "the 'next' of the previous page expected",
          input: .string(text))
      ])
    }
    return cursor
  }

  // MARK: - Proving

  @Sendable private func checkpoint(_ context: RequestContext) async throws -> Response {
    Reply.text(try await trail.checkpoint().encoded)
  }

  @Sendable private func key(_ context: RequestContext) async throws -> Response {
    Reply.text(try await trail.keyOfNewestCheckpoint().encoded + "\n")
  }

  @Sendable private func inclusion(_ context: RequestContext) async throws -> Response {
    guard let id = context.query["id"] else { throw Self.missing("id") }
    let proof = try await trail.inclusion(of: id, size: try Self.optionalInt("size", context.query))
    return Reply.json([
      "index": .int(proof.index), "size": .int(proof.size), "leaf_hash": .string(proof.leafHash.base64),
      "path": AuditWire.path(proof.path),
    ])
  }

  @Sendable private func consistency(_ context: RequestContext) async throws -> Response {
    guard let from = try Self.optionalInt("from", context.query) else { throw Self.missing("from") }
    let proof = try await trail.consistency(from: from, to: try Self.optionalInt("to", context.query))
    return Reply.json(["from": .int(proof.from), "to": .int(proof.to), "path": AuditWire.path(proof.path)])
  }

  private static func missing(_ name: String) -> Refusal {
    .invalid([FieldProblem(["query", name], type: "missing", message: "Field required")])
  }

  // MARK: - Erasure and key

  @Sendable private func erase(_ context: RequestContext) async throws -> Response {
    var form = try FormReader(try await context.json())
    let person = form.text("user_id")
    let reason = form.optionalText("reason")
    try form.finish()
    let count = try await accounts.erase(UserID(person), from: trail, reason: reason, as: try context.requireCaller())
    return Reply.json(["status": true, "entries": .int(count)])
  }

  @Sendable private func rotate(_ context: RequestContext) async throws -> Response {
    let body = try await context.json()
    var form = try FormReader(body.isNull ? [:] : body)
    let reason = form.optionalText("reason")
    try form.finish()
    let key = try await trail.rotateKey(reason: reason, as: try context.requireCaller())
    return Reply.json(["status": true, "key": .string(key.encoded)])
  }
}

extension AuditExport.Format {
  fileprivate var mediaType: String {
    switch self {
    case .jsonl, .names: "application/jsonl; charset=utf-8"
    case .csv: "text/csv; charset=utf-8; header=present"
    case .leaves: "text/plain; charset=utf-8"
    }
  }

  fileprivate var fileEnding: String {
    switch self {
    case .jsonl: "jsonl"
    case .csv: "csv"
    case .names: "names.jsonl"
    case .leaves: "leaves.txt"
    }
  }
}

extension HTTPField.Name {
  /// The number of log entries in an export: it matches the checkpoint of that size.
  static let auditSize = Self("X-Audit-Size") ?? .via
}
