import Audit
import Domain
import Storage

/// What a request needs to know of the model it asks for, as of one consistent state.
package struct Admission: Sendable, Equatable {
  package var caller: Caller
  package var id: ModelID
  /// The base model whose weights answer.
  package var baseModel: ModelID
  /// Empty for a base model's own entry without parameters.
  package var params: JSON.Object
  /// Parameters that win over the client's.
  package var locked: [String]
  /// The revisions that this decision is based on. The admission fence rejects it once there is a newer one.
  package var seenRevisions: [ModelID: Int]
}

extension Registry {
  package enum AdmissionDecision: Sendable, Equatable {
    case admitted(Admission)
    case refused(Refusal, Caller)
  }

  /// Decides whether a request may use a model.
  /// - Parameter caller: identifies the caller within the same read.
  /// - Throws: `Refusal` when `caller` cannot.
  package func admit(to id: String, _ caller: (Connection) throws -> Caller) throws -> AdmissionDecision {
    try database.lookUp { connection in
      let caller = try caller(connection)
      do {
        return .admitted(try admit(to: id, as: caller, connection))
      } catch let refusal as Refusal {
        return .refused(refusal, caller)
      }
    }
  }

  /// Records a refused use; one entry a minute for the same user, model and reason.
  package func recordRefusedUse(of model: String, because refusal: Refusal, as caller: Caller) async {
    let model = model.clipped(to: ModelID.longest)
    let attempt = AuditLog.Attempt(.modelUse, entityType: "model", entityID: model)
    await auditLog.recordRefusal(of: attempt, because: refusal, as: caller, repeated: model)
  }

  private func admit(to id: String, as caller: Caller, _ connection: Connection) throws -> Admission {
    // No id is that long; do not query the database for it.
    let found =
      try id.utf8.count > ModelID.longest * 4
      ? nil : connection.first(Self.admissionRow(of: id), row: AdmissionRow.init)
    let facts = try found.map { row in
      ModelFacts(
        id: row.id, ownerID: row.ownerID, isBaseModel: row.baseModel == nil,
        grants: AccessPolicy.needsGrants(caller.principal) ? try Self.grants(of: row.id, connection) : [])
    }
    if case .refused(let refusal) = AccessPolicy.decide(.useModel, on: facts, by: caller.principal) {
      throw refusal == .modelNotFound ? Refusal.noSuchModel(id) : refusal
    }
    guard let row = found else { throw Refusal.noSuchModel(id) }
    var activation = Activation(isActive: row.isActive && !unsaved.contains(row.id), baseModelID: row.baseModel)
    var seen = [row.id: row.revision]
    if let base = row.baseModel {
      let own = try connection.first(Self.ownEntry(of: base)) {
        (isActive: try $0.bool("is_active"), revision: try $0.int("revision"))
      }
      activation.isBaseModelActive = own.map { $0.isActive && !unsaved.contains(base) }
      // Without an entry, the decision is based on its absence.
      seen[base] = try own?.revision ?? ModelTable.lastRevision(of: base, connection)
    }
    try Self.check(AccessPolicy.decide(opening: activation))
    return Admission(
      caller: caller, id: row.id, baseModel: row.baseModel ?? row.id, params: row.params,
      locked: row.locked,
      seenRevisions: seen)
  }

  static func admissionRow(of id: String) -> SQL {
    "SELECT id, user_id, base_model_id, params, locked, is_active, revision FROM model WHERE id = \(id)"
  }

  static func ownEntry(of base: ModelID) -> SQL {
    "SELECT is_active, revision FROM model WHERE id = \(base.text) AND base_model_id IS NULL"
  }

  static func grantRows(of id: ModelID) -> SQL {
    "SELECT principal_type, principal_id, permission FROM access_grant WHERE model_id = \(id.text)"
  }

  private static func grants(of id: ModelID, _ connection: Connection) throws -> [Grant] {
    try connection.query(grantRows(of: id)) { row -> Grant? in
      guard
        let grantee = Grant.Grantee(
          type: try row.text("principal_type"), principalID: try row.text("principal_id")),
        let permission = Grant.Permission(rawValue: try row.text("permission"))
      else { return nil }
      return Grant(
        id: "", grantee: grantee, permission: permission, createdAt: Timestamp(seconds: 0))
    }.compactMap(\.self)
  }
}

private struct AdmissionRow {
  var id: ModelID
  var ownerID: UserID
  var baseModel: ModelID?
  var params: JSON.Object
  var locked: [String]
  var isActive: Bool
  var revision: Int

  init(_ row: Row) throws {
    id = ModelID(stored: try row.text("id"))
    ownerID = UserID(try row.text("user_id"))
    baseModel = try row.optionalText("base_model_id").map(ModelID.init(stored:))
    params = try JSON(parsing: row.text("params")).object ?? [:]
    locked = try JSON(parsing: row.text("locked")).array?.compactMap(\.string) ?? []
    isActive = try row.bool("is_active")
    revision = try row.int("revision")
  }
}

extension Refusal {
  package static func noSuchModel(_ id: String) -> Refusal {
    Refusal(
      .notFound, code: "model_not_found",
      detail: "The model '\(id.clipped(to: ModelID.longest))' does not exist, or you may not use it.")
  }
}
