import Audit
import Domain
import Storage

/// The revisions of an imported model: each entry of its history, then its current state.
///
/// Fields that history entries do not have (grants, switch, owner, hidden) are those of the current state.
struct ImportedHistory {
  struct Revision {
    var model: Model
    var authorID: UserID
    var message: String?
    var createdAt: Timestamp
  }

  /// Without the last, which is the current state.
  private var earlier: [Revision] = []
  /// The last history entry, if it equals the current state.
  private(set) var live: (revision: Int, versionID: String)
  private var last: Revision?
  /// Imported history entries.
  var count: Int { earlier.count + (last == nil ? 0 : 1) }

  /// - Parameter first: the number of the first revision.
  init(
    of foreign: ForeignModel, as model: Model, from first: Int, _ bases: BaseModelChains, _ mapping: UserMapping,
    _ source: ForeignDatabase, _ connection: Connection
  ) throws {
    live = (first, Registry.newID())
    for version in try ForeignVersion.all(of: foreign.id, in: source) {
      let isHere = try connection.exists("SELECT 1 FROM model_revision WHERE version_id = \(version.id)")
      if isHere { continue }
      var then = model
      then.name = version.snapshot["name"]?.string ?? model.name
      then.baseModelID = try bases.weights(
        of: foreign.id, on: version.snapshot["base_model_id"]?.string, connection)
      then.content = ModelContent(
        params: version.snapshot["params"]?.object ?? [:], meta: version.snapshot["meta"]?.object ?? [:])
      if then.content.meta["hidden"] == nil { then.content.meta["hidden"] = model.content.meta["hidden"] }
      then.revision = first + earlier.count
      then.versionID = version.id
      earlier.append(
        Revision(
          model: then, authorID: mapping.people[version.authorID] ?? version.authorID, message: version.message,
          createdAt: Timestamp(seconds: version.createdAt)))
    }
    if let newest = earlier.last, newest.model.versionID == foreign.versionID,
      newest.model.changes(to: model).isEmpty
    {
      last = earlier.removeLast()
      live = (newest.model.revision, newest.model.versionID)
    } else {
      live.revision = first + earlier.count
    }
  }

  /// - Parameter model: as written, with the revision and version of `live`.
  func insert(live model: Model, _ journal: Journal, _ connection: Connection) throws {
    for (index, revision) in earlier.enumerated() {
      let isFirst = index == 0 && revision.model.revision == model.life
      try Self.insert(revision, as: revision.model, isFirst ? .modelCreate : .modelUpdate, connection)
    }
    let present =
      last
      ?? Revision(
        model: model, authorID: journal.caller.principal.id, message: nil, createdAt: journal.now)
    try Self.insert(present, as: model, ModelImport.action, connection)
  }

  private static func insert(
    _ revision: Revision, as model: Model, _ action: AuditAction, _ connection: Connection
  ) throws {
    try connection.execute(
      """
      INSERT INTO model_revision (model_id, revision, life, version_id, action, snapshot, user_id, reason, created_at)
      VALUES (\(model.id.text), \(model.revision), \(model.life), \(model.versionID), \(action.rawValue),
        \(JSON.object(model.snapshot).serialized()), \(revision.authorID.text), \(revision.message),
        \(revision.createdAt.seconds))
      """)
  }
}
