import Domain
import Storage

/// What is the same for models from a file and from a database.
enum ImportJudgement {
  /// A model whose weights no runtime has comes over switched off. One that is on here, and stands on the same weights,
  /// stays on: it waits for them already.
  /// - Parameters:
  ///   - isActive: its switch as it was over there.
  ///   - offered: of the weights that are named, those that a runtime has.
  ///   - arriving: models that come over with it.
  /// - Returns: its switch, and of one that is off and cannot run, what it needs.
  static func settled(
    isActive: Bool, of id: ModelID, on base: ModelID?, over old: Model?, offered: Set<ModelID>, arriving: Set<ModelID>,
    _ connection: Connection
  ) throws -> (isActive: Bool, notes: [ImportReport.Note]) {
    let weights = base ?? id
    if offered.contains(weights) { return (isActive, []) }
    if let old, old.isActive, old.weights == weights { return (isActive, []) }
    if let base, !arriving.contains(base), try ModelTable.find(base, connection) == nil {
      return (false, [ImportReport.Note(.lostBase, id.text, "needs base model '\(base)'", about: base.text)])
    }
    return (false, [ImportReport.Note(.noWeights, id.text, "needs weights named '\(weights)'", about: weights.text)])
  }

  /// - Returns: the name without blanks around it; `nil` when nothing is left.
  static func name(_ name: String, of id: String) -> (name: String?, notes: [ImportReport.Note]) {
    let trimmed = trimmed(name)
    if trimmed.isEmpty { return (nil, [ImportReport.Note(.noName, id)]) }
    if trimmed.hasSameBytes(as: name) { return (name, []) }
    return (trimmed, [ImportReport.Note(.nameTrimmed, id, "'\(trimmed)'", about: trimmed)])
  }

  /// Base models are the administrators': who could write one may read it.
  static func fitting(
    _ grants: [GrantForm], of id: String, isBaseModel: Bool
  ) -> (grants: [GrantForm], notes: [ImportReport.Note]) {
    guard isBaseModel, grants.contains(where: { $0.permission == .write }) else { return (grants, []) }
    let readers = grants.map { GrantForm(grantee: $0.grantee, permission: .read) }
    return (readers, [ImportReport.Note(.writeOnBase, id)])
  }

  static func lostGrant(_ form: GrantForm, on id: String) -> ImportReport.Note {
    let words = "\(form.permission.rawValue) for \(form.grantee.type) '\(form.grantee.principalID)'"
    return ImportReport.Note(.lostGrant, id, words, about: form.grantee.principalID)
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension Registry {
  /// Of these ids, and of the weights under those that are models here, what a runtime has.
  func offered(among ids: Set<ModelID>) async throws -> Set<ModelID> {
    let weights = try await database.read { connection in
      try ids.compactMap { try ModelTable.find($0, connection)?.weights }
    }
    var offered: Set<ModelID> = []
    for base in ids.union(weights) where await isOffered(base) { offered.insert(base) }
    return offered
  }
}
