import Domain
import Storage

/// Rules that apply to imports from files and from databases.
enum ImportRules {
  /// A model whose weights no runtime has is imported as inactive. One that exists here, is active and has the same
  /// weights stays active: it waits for them already.
  /// - Parameters:
  ///   - isActive: its switch in the source.
  ///   - available: of the named weights, those that a runtime has.
  ///   - arriving: models in the same import.
  /// - Returns: its switch, and what an inactive model needs.
  static func activation(
    isActive: Bool, of id: ModelID, on base: ModelID?, over old: Model?, available: Set<ModelID>,
    arriving: Set<ModelID>,
    _ connection: Connection
  ) throws -> (isActive: Bool, notes: [ImportReport.Note]) {
    let weights = base ?? id
    if available.contains(weights) { return (isActive, []) }
    if let old, old.isActive, old.weights == weights { return (isActive, []) }
    if let base, !arriving.contains(base), try ModelTable.find(base, connection) == nil {
      return (false, [ImportReport.Note(.lostBase, id.text, "needs base model '\(base)'", about: base.text)])
    }
    return (false, [ImportReport.Note(.noWeights, id.text, "needs weights named '\(weights)'", about: weights.text)])
  }

  /// - Returns: the name without surrounding white space; `nil` when nothing is left.
  static func name(_ name: String, of id: String) -> (name: String?, notes: [ImportReport.Note]) {
    let trimmed = trimmed(name)
    if trimmed.isEmpty { return (nil, [ImportReport.Note(.noName, id)]) }
    if trimmed.hasSameBytes(as: name) { return (name, []) }
    return (trimmed, [ImportReport.Note(.nameTrimmed, id, "'\(trimmed)'", about: trimmed)])
  }

  /// Only administrators write base models: a grant to write one becomes a grant to read it.
  static func grants(
    _ grants: [GrantForm], of id: String, isBaseModel: Bool
  ) -> (grants: [GrantForm], notes: [ImportReport.Note]) {
    guard isBaseModel, grants.contains(where: { $0.permission == .write }) else { return (grants, []) }
    let readers = grants.map { GrantForm(grantee: $0.grantee, permission: .read) }
    return (readers, [ImportReport.Note(.writeOnBase, id)])
  }

  static func lostGrant(_ form: GrantForm, on id: String) -> ImportReport.Note {
    let text = "\(form.permission.rawValue) for \(form.grantee.type) '\(form.grantee.principalID)'"
    return ImportReport.Note(.lostGrant, id, text, about: form.grantee.principalID)
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension Registry {
  /// The weights among these ids, and of the models with these ids, that a runtime has.
  func available(among ids: Set<ModelID>) async throws -> Set<ModelID> {
    let weights = try await database.read { connection in
      try ids.compactMap { try ModelTable.find($0, connection)?.weights }
    }
    var available: Set<ModelID> = []
    for base in ids.union(weights) where await isAvailable(base) { available.insert(base) }
    return available
  }
}
