import Domain

/// A model in few words, as a test keeps it for itself.
struct NaiveModel: Equatable {
  var owner: String
  var base: ModelID?
  var seed: Int?
  var isActive: Bool
  var grants: Set<GrantForm>
  var revision: Int
}

/// All that there is at one moment, and what there was, by the simplest rules that say it.
struct ReferenceHistory {
  static let people = ["ivan", "eva"]
  /// The team stands below the instance: what is granted to the instance, its members have.
  static let groups = ["instance", "team", "crew"]

  struct Refused: Error {}

  /// What a change left behind, for its undo.
  struct Act {
    struct Change {
      var before: NaiveModel?
      var after: NaiveModel?
      var revision: Int
    }
    var changes: [ModelID: Change] = [:]
    var isUndone = false
  }

  var time: Timestamp
  var models: [ModelID: NaiveModel] = [:]
  var members: [String: Set<String>] = [:]
  private var lastRevision: [ModelID: Int] = [:]
  /// Each revision of the model of that id, by number, since it was made.
  private var lives: [ModelID: [Int: NaiveModel]] = [:]
  private var bin: [ModelID: [(tombstone: Int, model: NaiveModel, life: [Int: NaiveModel])]] = [:]
  private(set) var acts: [Act] = []
  /// How many there were, of models.
  private(set) var revisions = 0

  init(time: Timestamp) { self.time = time }

  // MARK: - Who reads

  func groups(of person: String) -> Set<String> {
    let direct = members.filter { $0.value.contains(person) }.map(\.key)
    return Set(direct + (direct.contains("team") ? ["instance"] : []))
  }

  func readable(by person: String) -> Set<ModelID> {
    let groups = groups(of: person)
    let models = models.filter { _, model in
      model.owner == person && model.base != nil
        || model.grants.contains { grant in
          switch grant.grantee {
          case .everyone: true
          case .user(let id): id.text == person
          case .group(let id): groups.contains(id.text)
          }
        }
    }
    return Set(models.keys)
  }

  // MARK: - What happens

  mutating func create(
    _ id: ModelID, by owner: String, on base: ModelID?, seed: Int, _ grants: Set<GrantForm>
  ) throws {
    if models[id] != nil { throw Refused() }
    if base == nil ? owner != "olga" : owner != "olga" && !readable(by: owner).contains("alpha") { throw Refused() }
    lives[id] = [:]
    write(id, NaiveModel(owner: owner, base: base, seed: seed, isActive: true, grants: grants, revision: 0))
  }

  mutating func edit(_ id: ModelID, _ change: (inout NaiveModel) -> Void) throws {
    guard var model = models[id] else { throw Refused() }
    change(&model)
    if model != models[id] { write(id, model) }
  }

  mutating func rollBack(_ id: ModelID, to revision: Int, withGrants: Bool) throws {
    guard let old = lives[id]?[revision], models[id] != nil else { throw Refused() }
    try edit(id) { model in
      (model.base, model.seed) = (old.base, old.seed)
      if withGrants { model.grants = old.grants }
    }
  }

  mutating func delete(_ id: ModelID) throws {
    guard models[id] != nil else { throw Refused() }
    bury(id)
  }

  mutating func restore(_ id: ModelID) throws {
    guard models[id] == nil, let last = bin[id]?.last else { throw Refused() }
    revive(id, last.tombstone)
  }

  mutating func move(_ person: String, _ isIn: Bool, _ group: String) {
    if isIn { members[group, default: []].insert(person) } else { members[group]?.remove(person) }
  }

  // MARK: - Many at once

  /// - Returns: whether there is something to undo.
  mutating func act(_ ids: [ModelID], _ change: ((inout NaiveModel) -> Void)?) throws -> Bool {
    guard ids.allSatisfy({ models[$0] != nil }) else { throw Refused() }
    let before = self
    for id in ids { if let change { try edit(id, change) } else { bury(id) } }
    return remember(since: before, ids)
  }

  /// - Returns: whether there is something to undo in turn.
  mutating func undo(_ place: Int) throws -> Bool {
    let (act, before) = (acts[place], self)
    guard !act.isUndone else { throw Refused() }
    for (id, change) in act.changes {
      let isAsLeft =
        change.after == nil
        ? models[id] == nil && bin[id]?.contains { $0.tombstone == change.revision } == true
        : models[id]?.revision == change.revision
      if !isAsLeft { throw Refused() }
    }
    acts[place].isUndone = true
    for (id, change) in act.changes {
      if change.after == nil {
        revive(id, change.revision)
      } else if var old = change.before {
        old.revision = change.revision
        if old != models[id] { write(id, old) }
      } else {
        bury(id)
      }
    }
    return remember(since: before, Array(act.changes.keys))
  }

  private mutating func remember(since before: ReferenceHistory, _ ids: [ModelID]) -> Bool {
    let changed = Set(ids).filter { lastRevision[$0] != before.lastRevision[$0] }
    guard !changed.isEmpty else { return false }
    acts.append(
      Act(
        changes: Dictionary(
          uniqueKeysWithValues: changed.map { id in
            (id, .init(before: before.models[id], after: models[id], revision: lastRevision[id] ?? 0))
          })))
    return true
  }

  // MARK: - Revisions

  private mutating func number(_ id: ModelID) -> Int {
    revisions += 1
    lastRevision[id, default: 0] += 1
    return lastRevision[id] ?? 0
  }

  private mutating func write(_ id: ModelID, _ new: NaiveModel) {
    var model = new
    model.revision = number(id)
    models[id] = model
    lives[id, default: [:]][model.revision] = model
  }

  private mutating func bury(_ id: ModelID) {
    guard let model = models[id] else { return }
    let tombstone = number(id)
    lives[id]?[tombstone] = model
    bin[id, default: []].append((tombstone, model, lives[id] ?? [:]))
    models[id] = nil
  }

  private mutating func revive(_ id: ModelID, _ tombstone: Int) {
    guard let place = bin[id]?.firstIndex(where: { $0.tombstone == tombstone }), let entry = bin[id]?.remove(at: place)
    else { return }
    lives[id] = entry.life
    write(id, entry.model)
  }
}
