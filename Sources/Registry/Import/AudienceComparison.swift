import Domain
import Storage

/// Finds users who can use a preset here but could not in Open WebUI, where using one needs read access to it and to its
/// whole chain of base models, and write access does not include read access.
struct AudienceComparison {
  private let models: [ForeignModel]
  private let bases: BaseModelChains
  /// The models that are here, by id.
  private let here: [ModelID: Model]
  private let mapping: UserMapping
  private let people: People

  init(
    models: [ForeignModel], bases: BaseModelChains, here: [ModelID: Model], mapping: UserMapping,
    _ connection: Connection
  ) throws {
    self.models = models
    self.bases = bases
    self.here = here
    self.mapping = mapping
    people = try People(connection)
  }

  func run(_ report: inout ImportReport) throws {
    let readable = Dictionary(
      models.map { ($0.id, readers(of: $0)) }, uniquingKeysWith: { first, _ in first })
    for foreign in models {
      guard let model = here[ModelID(stored: foreign.id)], let base = model.baseModelID else { continue }
      let own = readable[foreign.id] ?? []
      let below = bases.chain(below: foreign.id, from: foreign.baseModelID).map { readable[$0] ?? [] }
      var (writers, newcomers): ([String], [String]) = ([], [])
      for grantee in grantees(of: model) {
        guard let name = people.name(of: grantee) else { continue }
        if !people.isCovered(grantee, by: own) { writers.append(name) }
        if !below.allSatisfy({ people.isCovered(grantee, by: $0) }) { newcomers.append(name) }
      }
      if !writers.isEmpty { report.note(.writersRead, foreign.id, writers.joined(separator: ", ")) }
      if !newcomers.isEmpty {
        report.note(.usableNow, foreign.id, "\(newcomers.joined(separator: ", ")), without read access to '\(base)'")
      }
    }
  }

  /// Each once: the owner, then those with grants.
  private func grantees(of model: Model) -> [Grant.Grantee] {
    var all: [Grant.Grantee] = [.user(model.ownerID)]
    for grant in model.grants where !all.contains(grant.grantee) { all.append(grant.grantee) }
    return all
  }

  private func readers(of foreign: ForeignModel) -> Set<Grant.Grantee> {
    var readers: Set<Grant.Grantee> = []
    if let owner = mapping.people[foreign.ownerID] { readers.insert(.user(owner)) }
    for grant in foreign.grants where grant.permission == .read {
      if case .user(let id) = grant.grantee {
        if let ours = mapping.people[id] { readers.insert(.user(ours)) }
      } else {
        readers.insert(grant.grantee)
      }
    }
    return readers
  }

  /// All users and groups after the import.
  private struct People {
    private var personNamed: [UserID: String] = [:]
    /// With all groups above those that they are in.
    private var groupsOfPerson: [UserID: Set<GroupID>] = [:]
    private var groupNamed: [GroupID: String] = [:]
    private var above: [GroupID: Set<GroupID>] = [:]
    private var members: [GroupID: [UserID]] = [:]

    init(_ connection: Connection) throws {
      var parents: [GroupID: GroupID] = [:]
      let groups = try connection.query("SELECT id, name, parent_group_id FROM user_group") { row in
        (GroupID(try row.text("id")), try row.text("name"), try row.optionalText("parent_group_id").map(GroupID.init))
      }
      for (id, name, parent) in groups {
        groupNamed[id] = name
        parents[id] = parent
      }
      for id in groupNamed.keys {
        var found: Set<GroupID> = []
        var next: GroupID? = id
        while let step = next, found.insert(step).inserted { next = parents[step] }
        above[id] = found
      }
      // Administrators may use everything, pending users nothing.
      let people = try connection.query("SELECT id, name FROM user WHERE role = 'user'") { row in
        (UserID(try row.text("id")), try row.text("name"))
      }
      for (id, name) in people { personNamed[id] = name }
      let places = try connection.query("SELECT user_id, group_id FROM group_member WHERE removed_at IS NULL") { row in
        (UserID(try row.text("user_id")), GroupID(try row.text("group_id")))
      }
      for (person, group) in places where personNamed[person] != nil {
        for counted in above[group] ?? [] {
          if groupsOfPerson[person, default: []].insert(counted).inserted {
            members[counted, default: []].append(person)
          }
        }
      }
    }

    /// `nil` when a grant makes no difference to the grantee.
    func name(of grantee: Grant.Grantee) -> String? {
      switch grantee {
      case .everyone: personNamed.isEmpty ? nil : "everyone"
      case .user(let id): personNamed[id]
      case .group(let id): members[id] == nil ? nil : groupNamed[id].map { "the group \($0)" }
      }
    }

    /// Whether all users of `grantee` are among `readers`.
    func isCovered(_ grantee: Grant.Grantee, by readers: Set<Grant.Grantee>) -> Bool {
      if readers.contains(.everyone) { return true }
      switch grantee {
      case .everyone: return false
      case .user(let id):
        return readers.contains(.user(id))
          || (groupsOfPerson[id] ?? []).contains { readers.contains(.group($0)) }
      case .group(let id):
        if (above[id] ?? []).contains(where: { readers.contains(.group($0)) }) { return true }
        return (members[id] ?? []).allSatisfy { isCovered(.user($0), by: readers) }
      }
    }
  }
}
