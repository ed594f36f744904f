import Domain
import Storage

@testable import Accounts
@testable import Registry

/// People, groups, models and grants, drawn from a seed; written straight into the tables, because most of what is
/// drawn no form would let through.
struct RandomWorld {
  struct Person {
    var id: UserID
    var role: Role
    var directGroups: [GroupID]
  }

  // Names that look alike, and such as mean something in a pattern.
  private static let names = ["ivan", "Ivan", "\u{e9}ric", "e\u{301}ric", "*", "eva"]
  private static let groupNames = ["team", "Team", "\u{e9}quipe", "e\u{301}quipe", "*", "ivan"]
  private static let modelNames = [
    "alpha", "Alpha", "org/poet", "org/poet:7b", "org/po?t", "[a]", "a", "\u{e9}", "e\u{301}", "*", "poet", "%", "_",
    // The base model of the presets, with an entry of its own or without.
    "base",
  ]
  private static let patterns = [
    "*", "a*", "*a", "org/*", "org/po?t", "[a]", "[*", "\u{e9}", "*\u{301}", "%", "p*t", "poet",
  ]

  var people: [Person] = []
  var parents: [GroupID: GroupID] = [:]
  var models: [Model] = []
  /// Who was in a group once.
  private var formerMembers: [(UserID, GroupID)] = []

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let groups = Self.groupNames.map(GroupID.init).filter { _ in random.chance(70) }
    for (place, group) in groups.enumerated() where place > 0 && random.chance(50) {
      parents[group] = groups[random.below(place)]
    }
    for name in Self.names where random.chance(80) {
      let role: Role = random.chance(15) ? .admin : random.chance(15) ? .pending : .user
      people.append(
        Person(id: UserID(name), role: role, directGroups: groups.filter { _ in random.chance(25) }))
      for group in groups where random.chance(10) { formerMembers.append((UserID(name), group)) }
    }
    allGroups = groups
    for name in Self.modelNames where random.chance(60) {
      models.append(drawModel(ModelID(stored: name), &random))
    }
  }

  let allGroups: [GroupID]

  private func drawModel(_ id: ModelID, _ random: inout SplitMix64) -> Model {
    var unique: Set<GrantForm> = []
    for _ in 0..<random.below(4) {
      let grantee: Grant.Grantee =
        switch random.below(6) {
        case 0: .everyone
        case 1, 2: Grant.Grantee(type: "user", principalID: random.pick(Self.names)) ?? .everyone
        default: .group(GroupID(random.pick(Self.groupNames)))
        }
      unique.insert(GrantForm(grantee: grantee, permission: random.chance(60) ? .read : .write))
    }
    let now = Timestamp(seconds: 1000)
    let base: ModelID? = random.chance(30) || id == "base" ? nil : "base"
    return Model(
      id: id, ownerID: UserID(random.pick(Self.names)), baseModelID: base, name: id.text, content: ModelContent(),
      grants: GrantChecks.grants(Array(unique), keeping: [], at: now), isActive: random.chance(80), revision: 1,
      versionID: id.text, createdAt: now, updatedAt: now)
  }

  /// What a key may narrow a person to; mostly nothing.
  static func drawLimits(_ random: inout SplitMix64) -> KeyLimits? {
    guard random.chance(40) else { return nil }
    let some = patterns.filter { _ in random.chance(15) }
    return KeyLimits(models: random.chance(20) ? nil : some.map(ModelPattern.init), isReadOnly: random.chance(30))
  }

  /// All groups that count for a person, found by walking up from each.
  func groups(of person: Person) -> Set<GroupID> {
    var found: Set<GroupID> = []
    for direct in person.directGroups {
      var next: GroupID? = direct
      while let group = next {
        found.insert(group)
        next = parents[group]
      }
    }
    return found
  }

  /// What the policy says of the switches: whether the model is open for use.
  func decisionToOpen(_ model: Model) -> AccessPolicy.Decision {
    let base = models.first { $0.id == model.baseModelID && $0.baseModelID == nil }
    return AccessPolicy.decide(
      opening: Activation(
        isActive: model.isActive, baseModelID: model.baseModelID, isBaseModelActive: base?.isActive))
  }

  /// Replaces whatever was there.
  func write(_ connection: Connection) throws {
    for table in ["access_grant", "model", "group_member", "user_group", "user"] {
      try connection.execute(SQL(stringLiteral: "DELETE FROM \(table)"))
    }
    for person in people {
      try Account(
        id: person.id, name: person.id.text, email: "\(person.id.text)@example.org", role: person.role,
        profileImageURL: "", createdAt: Timestamp(seconds: 1)
      ).insert(connection)
    }
    for group in allGroups {
      try connection.execute(
        """
        INSERT INTO user_group (id, user_id, name, name_key, description, parent_group_id, data, permissions, allowed,
          created_at, updated_at)
        VALUES (\(group.text), 'olga', \(group.text), \(group.text), '', \(parents[group]?.text), '{}', 'null', '', 1, 1)
        """)
    }
    for person in people {
      for group in person.directGroups { try join(person.id, group, until: nil, connection) }
    }
    for (person, group) in formerMembers { try join(person, group, until: 5, connection) }
    for model in models { try ModelTable.insert(model, connection) }
  }

  /// Puts all models into the bin as well, each as revision `number`, which was not used before.
  func bury(as number: Int, _ connection: Connection) throws {
    try connection.execute("DELETE FROM model_bin")
    for model in models {
      let version = "\(model.id) \(number)"
      try connection.execute(
        """
        INSERT INTO model_revision (model_id, revision, version_id, action, snapshot, user_id, created_at)
        VALUES (\(model.id.text), \(number), \(version), 'model.delete', \(JSON.object(model.snapshot).serialized()),
          'olga', 1)
        """)
      try connection.execute(
        """
        INSERT INTO model_bin (version_id, model_id, revision, life, created_at, deleted_at, user_id)
        VALUES (\(version), \(model.id.text), \(number), 1, 1, 1, 'olga')
        """)
    }
  }

  /// The revisions that the models are at.
  func writeHistory(_ connection: Connection) throws {
    for model in models {
      try connection.execute(
        """
        INSERT INTO model_revision (model_id, revision, version_id, action, snapshot, user_id, created_at)
        VALUES (\(model.id.text), 1, \(model.versionID), 'model.create', \(JSON.object(model.snapshot).serialized()),
          'olga', 1)
        """)
    }
  }

  private func join(_ person: UserID, _ group: GroupID, until: Int?, _ connection: Connection) throws {
    try connection.execute(
      """
      INSERT INTO group_member (group_id, user_id, added_at, removed_at)
      VALUES (\(group.text), \(person.text), 1, \(until))
      """)
  }
}
