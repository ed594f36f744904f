import Audit
import Domain
import Storage

/// What a request needs to know of the model it asks for, as of one consistent state.
package struct Admission: Sendable, Equatable {
  package var caller: Caller
  package var id: ModelID
  /// Whose weights answer.
  package var baseModel: ModelID
  /// Empty for a base model's own entry without parameters.
  package var params: JSON.Object
  /// Parameters that win over the client's.
  package var locked: [String]
  /// The revisions that this decision rests on. Whoever owns the door refuses them once there is a newer one.
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
        let admission = try Self.admit(to: id, as: caller, connection)
        if unstored.holds(admission.id) { throw Refusal.inactive }
        if unstored.holds(admission.baseModel) { throw Refusal.inactiveBase(admission.baseModel) }
        return .admitted(admission)
      } catch let refusal as Refusal {
        return .refused(refusal, caller)
      }
    }
  }

  /// Leaves an entry in the audit trail for a use that was refused; one a minute for the same person, model and reason.
  package func recordRefusedUse(of model: String, because refusal: Refusal, as caller: Caller) async {
    let model = model.clipped(to: ModelID.longest)
    let attempt = AuditLog.Attempt(.modelUse, entityType: "model", entityID: model)
    await auditLog.recordRefusal(of: attempt, because: refusal, as: caller, repeated: model)
  }

  private static func admit(to id: String, as caller: Caller, _ connection: Connection) throws
    -> Admission
  {
    let isAdmin = caller.principal.role == .admin
    // No model has a name of so many bytes, and nobody is to look for one.
    let found =
      try id.utf8.count > ModelID.longest * 4
      ? nil : connection.first(admissionRow(of: id), row: AdmissionRow.init)
    let facts = try found.map { row in
      ModelFacts(
        id: row.id, ownerID: row.ownerID, isBaseModel: row.baseModel == nil,
        grants: isAdmin ? [] : try grants(of: row.id, connection))
    }
    if case .refused(let refusal) = AccessPolicy.decide(.useModel, on: facts, by: caller.principal) {
      throw refusal == .modelNotFound ? Refusal.noSuchModel(id) : refusal
    }
    guard let row = found else { throw Refusal.noSuchModel(id) }
    guard row.isActive else { throw Refusal.inactive }
    var seen = [row.id: row.revision]
    if let base = row.baseModel {
      let own = try connection.first(ownEntry(of: base)) {
        (isActive: try $0.bool("is_active"), revision: try $0.int("revision"))
      }
      guard own?.isActive != false else { throw Refusal.inactiveBase(base) }
      // Without an entry of its own: that there was none, or none any more, is what was seen.
      seen[base] = try own?.revision ?? ModelTable.lastRevision(of: base, connection)
    }
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
  package static let inactive = Refusal(
    .forbidden, code: "model_inactive", detail: "model is inactive")
  package static func inactiveBase(_ base: ModelID) -> Refusal {
    Refusal(.forbidden, code: "base_model_inactive", detail: "base model '\(base)' is inactive")
  }
}
