import Domain
import Storage

/// Filters and order of a list of models; `nil` does not filter.
package struct ModelListQuery: Sendable, Equatable {
  package enum Ownership: String, Sendable, CaseIterable { case created, shared }
  package enum Kind: String, Sendable, CaseIterable { case preset, base, all }
  package enum Order: String, Sendable, CaseIterable {
    case name
    case creation = "created_at"
    case update = "updated_at"
  }
  package static let largestPage = 200

  package var text: String?
  package var ownership: Ownership?
  package var tag: String?
  package var kind: Kind
  package var isActive: Bool?
  package var isHidden: Bool?
  /// Presets on it, and itself.
  package var baseModel: ModelID?
  /// The weights in the requested residency state.
  package var weights: Set<ModelID>?
  package var order: Order
  package var isAscending: Bool
  package var limit: Int
  /// From 1.
  package var page: Int

  package init(
    text: String? = nil, ownership: Ownership? = nil, tag: String? = nil, kind: Kind = .preset,
    isActive: Bool? = nil, isHidden: Bool? = nil, baseModel: ModelID? = nil, weights: Set<ModelID>? = nil,
    order: Order = .update, isAscending: Bool = false, limit: Int = 30, page: Int = 1
  ) {
    self.text = text
    self.ownership = ownership
    self.tag = tag
    self.kind = kind
    self.isActive = isActive
    self.isHidden = isHidden
    self.baseModel = baseModel
    self.weights = weights
    self.order = order
    self.isAscending = isAscending
    self.limit = limit
    self.page = page
  }

  private func predicate(for principal: Principal, _ permission: Grant.Permission = .read) -> SQL {
    var conditions = [AccessSQL.allows(permission, to: principal)]
    if let text, !text.isEmpty {
      conditions.append("instr(model.search_text, \(text.lowercased())) > 0")
    }
    switch ownership {
    case .created: conditions.append("model.user_id = \(principal.id.text)")
    case .shared: conditions.append("model.user_id <> \(principal.id.text)")
    case nil: break
    }
    if let tag, !tag.isEmpty {
      conditions.append("model.id IN (SELECT model_id FROM model_tag WHERE tag = \(tag))")
    }
    switch kind {
    case .preset: conditions.append("model.base_model_id IS NOT NULL")
    case .base: conditions.append("model.base_model_id IS NULL")
    case .all: break
    }
    if let isActive { conditions.append("model.is_active = \(isActive)") }
    switch isHidden {
    case true: conditions.append("model.is_hidden = 1")
    case false: conditions.append("model.id NOT IN (SELECT h.id FROM model AS h WHERE h.is_hidden = 1)")
    case nil: break
    }
    if let baseModel { conditions.append("model.weights = \(baseModel.text)") }
    if let weights { conditions.append("model.weights IN \(in: weights.map(\.text).sorted())") }
    return SQL.joined(conditions, separator: " AND ")
  }

  private var ordering: SQL {
    let direction = isAscending ? "ASC" : "DESC"
    return SQL(stringLiteral: "model.\(order.rawValue) \(direction), model.id \(direction)")
  }

  func count(for principal: Principal) -> SQL {
    "SELECT count(*) AS total FROM model WHERE \(predicate(for: principal))"
  }

  /// All models that match and that the principal may change, on all pages.
  func allRows(writableBy principal: Principal) -> SQL {
    "SELECT \(ModelTable.columns) FROM model WHERE \(predicate(for: principal, .write)) ORDER BY model.id"
  }

  /// Finds the page first, by indexes, and reads only its contents.
  func rows(for principal: Principal) -> SQL {
    """
    SELECT \(ModelTable.columnsOfList), \(Registry.ownerColumns) FROM (
      SELECT model.id AS found FROM model WHERE \(predicate(for: principal))
      ORDER BY \(ordering) LIMIT \(limit) OFFSET \((max(page, 1) - 1) * limit)
    ) JOIN model ON model.id = found ORDER BY \(ordering)
    """
  }
}

/// A model as one user sees it.
package struct SeenModel: Sendable, Equatable {
  package struct Owner: Sendable, Equatable {
    package var id: UserID
    package var name: String
    package var email: String
    package var role: String
  }

  package var model: Model
  package var mayWrite: Bool
  /// A list does not contain the image itself.
  package var hasImage: Bool
  /// `nil` when the account is gone.
  package var owner: Owner?

  /// Users who may only read see neither parameters nor grants, and not how a base model is started or when it is in memory.
  init(_ model: Model, owner: Owner?, hasImage: Bool? = nil, by principal: Principal) {
    self.owner = owner
    self.hasImage = hasImage ?? model.content.hasImage
    mayWrite = AccessPolicy.mayWrite(ModelFacts(model), principal)
    self.model = model
    if !mayWrite {
      self.model.content.params = [:]
      self.model.grants = []
      self.model.content.setLaunch(nil)
      self.model.content.setResidencySettings([:])
    }
  }
}

extension Registry {
  package struct Page: Sendable, Equatable {
    package var models: [SeenModel]
    package var total: Int
  }

  static let ownerColumns: SQL =
    """
    (SELECT json_array(u.name, u.email, u.role) FROM user AS u WHERE u.id = model.user_id) AS owner
    """

  /// One model.
  /// - Throws: `Refusal.modelNotFound` when there is none, or the caller may not read it.
  package func model(_ id: ModelID, as caller: Caller) async throws -> SeenModel {
    try await database.read { connection in
      let found = try connection.first(Self.row(of: id)) { (try ModelTable.model($0), try Self.owner($0)) }
      try Self.check(
        AccessPolicy.decide(.readModel, on: (found?.0).map(ModelFacts.init), by: caller.principal))
      guard let (model, owner) = found else { throw Refusal.modelNotFound }
      return SeenModel(withUnsavedDeactivation(model), owner: owner, by: caller.principal)
    }
  }

  static func row(of id: ModelID) -> SQL {
    "SELECT \(ModelTable.columns), \(ownerColumns) FROM model WHERE id = \(id.text)"
  }

  /// The models that the caller may read and the query asks for.
  package func list(_ query: ModelListQuery, as caller: Caller) async throws -> Page {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    return try await database.read { connection in
      let total = try connection.first(query.count(for: caller.principal)) { try $0.int("total") }
      let models = try connection.query(query.rows(for: caller.principal)) {
        SeenModel(
          withUnsavedDeactivation(try ModelTable.model($0)), owner: try Self.owner($0),
          hasImage: try $0.bool("has_image"),
          by: caller.principal)
      }
      return Page(models: models, total: total ?? 0)
    }
  }

  /// The tags of the presets that the caller may read, sorted.
  package func tags(as caller: Caller) async throws -> [String] {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    return try await database.read { connection in
      try connection.query(
        """
        SELECT DISTINCT tag FROM model_tag JOIN model ON model.id = model_tag.model_id
        WHERE model.base_model_id IS NOT NULL AND \(AccessSQL.allows(.read, to: caller.principal)) ORDER BY tag
        """
      ) { try $0.text("tag") }
    }
  }

  /// The models that the caller may use now (`AccessSQL.isOpen`).
  package func openModels(as caller: Caller) async throws -> [SeenModel] {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    let off = unsaved.ids
    return try await database.read { connection in
      try connection.query(
        """
        SELECT \(ModelTable.columns) FROM model
        WHERE \(AccessSQL.isOpen(besides: off)) AND \(AccessSQL.allows(.read, to: caller.principal)) ORDER BY model.id
        """
      ) { SeenModel(try ModelTable.model($0), owner: nil, by: caller.principal) }
    }
  }

  /// The registered base models, by id. For administrators.
  package func baseModels(as caller: Caller) async throws -> [Model] {
    try Self.check(AccessPolicy.decide(.readResidency, by: caller.principal))
    return try await database.read { connection in
      try connection.query(
        "SELECT \(ModelTable.columns) FROM model WHERE base_model_id IS NULL ORDER BY id",
        row: ModelTable.model)
    }.map(withUnsavedDeactivation)
  }

  /// The base model that answers for `id`, or `id` itself when it is not registered. For administrators.
  /// - Parameter action: what the caller wants to do.
  package func weights(of id: ModelID, for action: Action, as caller: Caller) async throws -> ModelID {
    try Self.check(AccessPolicy.decide(action, by: caller.principal))
    return try await database.read { connection in
      try connection.first("SELECT weights FROM model WHERE id = \(id.text)") {
        ModelID(stored: try $0.text("weights"))
      } ?? id
    }
  }

  private static func owner(_ row: Row) throws -> SeenModel.Owner? {
    guard let columns = try row.optionalText("owner"),
      let values = try JSON(parsing: columns).array, values.count == 3,
      let name = values[0].string, let email = values[1].string, let role = values[2].string
    else { return nil }
    return SeenModel.Owner(
      id: UserID(try row.text("user_id")), name: name, email: email, role: role)
  }
}

/// An entry of a list of usable models; needs no content, which may be large.
package struct OpenModelName: Sendable, Equatable {
  package var id: ModelID
  package var name: String
  package var createdAt: Timestamp
}

extension Registry {
  /// Names of the models that the caller may use now (`AccessSQL.isOpen`).
  /// - Parameter only: `nil` for all of them.
  package func openModelNames(only id: String? = nil, as caller: Caller) async throws -> [OpenModelName] {
    try Self.check(AccessPolicy.decide(.listModels, by: caller.principal))
    let off = unsaved.ids
    return try await database.read { connection in
      try connection.query(Self.openRows(only: id, besides: off, for: caller.principal)) { row in
        OpenModelName(
          id: ModelID(stored: try row.text("id")), name: try row.text("name"),
          createdAt: Timestamp(seconds: try row.int("created_at")))
      }
    }
  }

  /// - Parameter off: models that count as inactive, whatever is stored.
  static func openRows(only id: String?, besides off: [String] = [], for principal: Principal) -> SQL {
    """
    SELECT model.id, model.name, model.created_at FROM model
    WHERE \(AccessSQL.isOpen(besides: off)) AND \(AccessSQL.allows(.read, to: principal))
      AND \(id.map { "model.id = \($0)" as SQL } ?? "1") ORDER BY model.id
    """
  }
}

extension Registry {
  /// Names of models, for readers of the audit trail; the last name of deleted models, until they are purged.
  package func names(of models: Set<String>, as caller: Caller) async throws -> [String: String] {
    try Self.check(AccessPolicy.decide(.readAudit, by: caller.principal))
    return try await database.read { connection in
      let known = try Self.names("SELECT id, name FROM model WHERE id IN \(in: models.sorted())", connection)
      let others = models.subtracting(known.keys).sorted()
      if others.isEmpty { return known }
      let former = try Self.names(
        """
        SELECT r.model_id AS id, coalesce(json_extract(r.snapshot, '$.name'), '') AS name FROM model_revision AS r
        WHERE r.model_id IN \(in: others) AND r.revision = (
          SELECT max(revision) FROM model_revision AS newest WHERE newest.model_id = r.model_id)
        """, connection)
      return known.merging(former) { known, _ in known }
    }
  }

  private static func names(_ query: SQL, _ connection: Connection) throws -> [String: String] {
    let rows = try connection.query(query) { (try $0.text("id"), try $0.text("name")) }
    return Dictionary(rows.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }
}

extension Registry {
  /// The base models of the models that the caller may read, whose state the caller may follow.
  package func visibleWeights(to caller: Caller) async throws -> Set<ModelID> {
    try Self.check(AccessPolicy.decide(.followResidency, by: caller.principal))
    return try await database.read { connection in
      Set(
        try connection.query(
          "SELECT DISTINCT weights FROM model WHERE \(AccessSQL.allows(.read, to: caller.principal))"
        ) { ModelID(stored: try $0.text("weights")) })
    }
  }

  /// The base model of a model that the caller may read.
  /// - Throws: `Refusal.modelNotFound`.
  package func visibleWeights(of id: ModelID, as caller: Caller) async throws -> ModelID {
    try await model(id, as: caller).model.weights
  }
}
