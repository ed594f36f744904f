import Audit
import Domain
import Storage

/// Something of a front end that models can refer to by its id.
package struct CatalogueItem: Sendable, Equatable {
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

  fileprivate static func find(_ kind: Kind, _ id: String, _ connection: Connection) throws -> CatalogueItem? {
    try connection.first("SELECT * FROM catalogue_item WHERE kind = \(kind.rawValue) AND id = \(id)") {
      try CatalogueItem(kind, $0)
    }
  }
}

/// What an administrator enters.
package struct CatalogueForm: Sendable, Equatable {
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
      refuse("id", "an id of 1 to \(ModelID.longest) characters without blanks expected")
    }
    if name.allSatisfy(\.isWhitespace) || name.count > Self.longestName {
      refuse("name", "a name of 1 to \(Self.longestName) characters expected")
    }
    if description.count > Self.longestDescription {
      refuse("description", "longer than \(Self.longestDescription) characters; shorten it")
    }
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }
}

extension Registry {
  /// All that models can refer to, by kind and name.
  package func catalogue(as caller: Caller) async throws -> [CatalogueItem.Kind: [CatalogueItem]] {
    try Self.check(AccessPolicy.decide(.readCatalogue, by: caller.principal))
    return try await database.read { connection in
      var found: [CatalogueItem.Kind: [CatalogueItem]] = [:]
      try connection.forEach("SELECT * FROM catalogue_item ORDER BY name, id") { row in
        guard let kind = CatalogueItem.Kind(rawValue: try row.text("kind")) else { return }
        found[kind, default: []].append(try CatalogueItem(kind, row))
      }
      return found
    }
  }

  /// Enters something, or changes its entry.
  package func setCatalogueItem(
    _ kind: CatalogueItem.Kind, _ form: CatalogueForm, as caller: Caller
  ) async throws -> CatalogueItem {
    let attempt = AuditLog.Attempt(
      .catalogueSet, entityType: "catalog", entityID: "\(kind.rawValue)/\(form.id.prefix(ModelID.longest))")
    return try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeCatalogue, by: caller.principal))
      try form.check()
      let old = try CatalogueItem.find(kind, form.id, connection)
      if let old, old.name == form.name, old.description == form.description { return old }
      try connection.execute(
        """
        INSERT INTO catalogue_item (kind, id, name, description, updated_at)
        VALUES (\(kind.rawValue), \(form.id), \(form.name), \(form.description), \(journal.now.seconds))
        ON CONFLICT DO UPDATE SET name = excluded.name, description = excluded.description,
          updated_at = excluded.updated_at
        """)
      try journal.record(
        Act(
          .catalogueSet, entityType: "catalog", entityID: attempt.entityID,
          description: "\(old == nil ? "Entered" : "Changed") '\(form.name)' in the catalogue",
          changes: [
            FieldChange("name", before: old.map { .string($0.name) }, after: .string(form.name)),
            FieldChange(
              "description", before: old.map { .string($0.description) }, after: .string(form.description)),
          ].filter { $0.before != $0.after }))
      guard let item = try CatalogueItem.find(kind, form.id, connection) else { throw Refusal.catalogueItemNotFound }
      return item
    }
  }

  /// Takes something out. Models that refer to it keep their reference.
  package func deleteCatalogueItem(_ kind: CatalogueItem.Kind, _ id: String, as caller: Caller) async throws {
    let attempt = AuditLog.Attempt(
      .catalogueDelete, entityType: "catalog", entityID: "\(kind.rawValue)/\(id.prefix(ModelID.longest))")
    try await auditLog.change(as: caller, attempt) { connection, journal in
      try Self.check(AccessPolicy.decide(.changeCatalogue, by: caller.principal))
      guard let old = try CatalogueItem.find(kind, id, connection) else { throw Refusal.catalogueItemNotFound }
      try connection.execute("DELETE FROM catalogue_item WHERE kind = \(kind.rawValue) AND id = \(id)")
      try journal.record(
        Act(
          .catalogueDelete, entityType: "catalog", entityID: attempt.entityID,
          description: "Took '\(old.name)' out of the catalogue",
          changes: [
            FieldChange("name", before: .string(old.name), after: nil),
            FieldChange("description", before: .string(old.description), after: nil),
          ]))
    }
  }
}

extension Refusal {
  fileprivate static let catalogueItemNotFound = Refusal(
    .notFound, code: "catalog.not_found", detail: "The catalogue has no entry of that kind and id.")
}
