import Audit
import Domain
import Storage

/// A tool, knowledge collection, filter or action of a front end, which models refer to by its id.
package struct CatalogItem: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable { case tools, knowledge, filters, actions }

  package var kind: Kind
  package var id: String
  package var name: String
  package var description: String
  package var updatedAt: Timestamp

  fileprivate init(_ kind: Kind, _ row: Row) throws {
    self.kind = kind
    id = try row.text("id")
    name = try row.text("name")
    description = try row.text("description")
    updatedAt = Timestamp(seconds: try row.int("updated_at"))
  }

  fileprivate static func find(_ kind: Kind, _ id: String, _ connection: Connection) throws -> CatalogItem? {
    try connection.first("SELECT * FROM catalog_item WHERE kind = \(kind.rawValue) AND id = \(id)") {
      try CatalogItem(kind, $0)
    }
  }
}

/// What an administrator enters.
package struct CatalogForm: Sendable, Equatable {
  package var id: String
  package var name: String
  package var description: String

  package init(id: String, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }

  private static let longestName = 200
  private static let longestDescription = 2000

  fileprivate func check() throws {
    var problems: [FieldProblem] = []
    func refuse(_ field: String, _ message: String) {
      problems.append(FieldProblem(["body", field], type: "value_error", message: message))
    }
    if id.isEmpty || id.unicodeScalars.count > ModelID.longest || id.contains(where: \.isWhitespace) {
      refuse("id", "must be 1 to \(ModelID.longest) characters without spaces")
    }
    if name.allSatisfy(\.isWhitespace) || name.count > Self.longestName {
      refuse("name", "must be 1 to \(Self.longestName) characters")
    }
    if description.count > Self.longestDescription {
      refuse("description", "must be at most \(Self.longestDescription) characters")
    }
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }
}

extension Registry {
  /// All that models can refer to, by kind and name.
  package func catalog(as caller: Caller) async throws -> [CatalogItem.Kind: [CatalogItem]] {
    try Self.check(AccessPolicy.decide(.readCatalog, by: caller.principal))
    return try await database.read { connection in
      var found: [CatalogItem.Kind: [CatalogItem]] = [:]
      try connection.forEach("SELECT * FROM catalog_item ORDER BY name, id") { row in
        guard let kind = CatalogItem.Kind(rawValue: try row.text("kind")) else { return }
        found[kind, default: []].append(try CatalogItem(kind, row))
      }
      return found
    }
  }

  /// Adds an entry, or updates it.
  package func setCatalogItem(
    _ kind: CatalogItem.Kind, _ form: CatalogForm, as caller: Caller
  ) async throws -> CatalogItem {
    let attempt = AuditLog.Attempt(
      .catalogSet, entityType: "catalog", entityID: "\(kind.rawValue)/\(form.id.prefix(ModelID.longest))")
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeCatalog, by: caller.principal))
      try form.check()
      let old = try CatalogItem.find(kind, form.id, connection)
      if let old, old.name == form.name, old.description == form.description { return old }
      try connection.execute(
        """
        INSERT INTO catalog_item (kind, id, name, description, updated_at)
        VALUES (\(kind.rawValue), \(form.id), \(form.name), \(form.description), \(journal.now.seconds))
        ON CONFLICT DO UPDATE SET name = excluded.name, description = excluded.description,
          updated_at = excluded.updated_at
        """)
      try journal.record(
        Act(
          .catalogSet, entityType: "catalog", entityID: attempt.entityID,
          description: old == nil ? "Added '\(form.name)' to the catalog" : "Updated '\(form.name)' in the catalog",
          changes: [
            FieldChange("name", before: old.map { .string($0.name) }, after: .string(form.name)),
            FieldChange(
              "description", before: old.map { .string($0.description) }, after: .string(form.description)),
          ].filter { $0.before != $0.after }))
      guard let item = try CatalogItem.find(kind, form.id, connection) else { throw Refusal.catalogItemNotFound }
      return item
    }
  }

  /// Removes an entry. Models that refer to it keep their reference.
  package func deleteCatalogItem(_ kind: CatalogItem.Kind, _ id: String, as caller: Caller) async throws {
    let attempt = AuditLog.Attempt(
      .catalogDelete, entityType: "catalog", entityID: "\(kind.rawValue)/\(id.prefix(ModelID.longest))")
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeCatalog, by: caller.principal))
      guard let old = try CatalogItem.find(kind, id, connection) else { throw Refusal.catalogItemNotFound }
      try connection.execute("DELETE FROM catalog_item WHERE kind = \(kind.rawValue) AND id = \(id)")
      try journal.record(
        Act(
          .catalogDelete, entityType: "catalog", entityID: attempt.entityID,
          description: "Removed '\(old.name)' from the catalog",
          changes: [
            FieldChange("name", before: .string(old.name), after: nil),
            FieldChange("description", before: .string(old.description), after: nil),
          ]))
    }
  }
}

extension Refusal {
  fileprivate static let catalogItemNotFound = Refusal(
    .notFound, code: "catalog.not_found", detail: "The catalog has no entry with this kind and ID.")
}
