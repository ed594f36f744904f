import Storage

/// Databases of Open WebUI as small as can be.
enum OpenWebUIDatabase {
  /// As it was before there were grants, histories and stamps.
  static let schema: [SQL] = [
    """
    CREATE TABLE user (id VARCHAR(255), name VARCHAR(255), email VARCHAR(255), role VARCHAR(255),
      profile_image_url TEXT, created_at INTEGER, updated_at INTEGER)
    """,
    "CREATE TABLE auth (id VARCHAR(255), email VARCHAR(255), password TEXT, active INTEGER)",
    """
    CREATE TABLE "group" (id TEXT, user_id TEXT, name TEXT, description TEXT, data JSON, meta JSON, permissions JSON,
      user_ids JSON, created_at BIGINT, updated_at BIGINT)
    """,
    """
    CREATE TABLE model (id TEXT, user_id TEXT, base_model_id TEXT, name TEXT, params TEXT, meta TEXT,
      access_control JSON, is_active BOOLEAN, updated_at BIGINT, created_at BIGINT)
    """,
    "CREATE TABLE config (id INTEGER PRIMARY KEY, data JSON, version INTEGER)",
  ]

  /// As it is today, as far as Muster reads it.
  static let schemaOfToday: [SQL] = [
    "CREATE TABLE user (id TEXT, name TEXT, email TEXT, role TEXT, profile_image_url TEXT, created_at INT, updated_at INT)",
    "CREATE TABLE auth (id TEXT, email TEXT, password TEXT, active BOOLEAN, mfa JSON, session_stamp TEXT)",
    """
    CREATE TABLE "group" (id TEXT, user_id TEXT, name TEXT, description TEXT, data JSON, permissions JSON,
      created_at BIGINT, parent_group_id TEXT)
    """,
    "CREATE TABLE group_member (id TEXT, group_id TEXT, user_id TEXT)",
    """
    CREATE TABLE model (id TEXT, user_id TEXT, base_model_id TEXT, name TEXT, params TEXT, meta TEXT, updated_at BIGINT,
      created_at BIGINT, is_active BOOLEAN, version_id TEXT)
    """,
    """
    CREATE TABLE model_history (id TEXT, model_id TEXT, parent_id TEXT, snapshot JSON, user_id TEXT,
      commit_message TEXT, created_at BIGINT)
    """,
    """
    CREATE TABLE access_grant (id TEXT, resource_type TEXT, resource_id TEXT, principal_type TEXT, principal_id TEXT,
      permission TEXT, created_at BIGINT)
    """,
  ]

  static func person(
    _ id: String, _ role: String = "user", email: String? = nil, password: String? = OpenWebUIDatabase.password,
    isActive: Bool = true
  ) -> [SQL] {
    [
      """
      INSERT INTO user (id, name, email, role, profile_image_url, created_at, updated_at)
      VALUES (\(id), \(id.capitalized), \(email ?? "\(id)@example.org"), \(role), '/user.png', 5, 6)
      """,
      "INSERT INTO auth (id, email, password, active) VALUES (\(id), '', \(password), \(isActive))",
    ]
  }

  /// Of `correct horse walt`.
  static let password = "$2b$12$a.2Sjl1iDvhxKZuwq8ngYubiBsn0MOrVFZGluxxXdQsToKam6G5sq"

  static func group(_ id: String, _ name: String? = nil, below parent: String? = nil) -> SQL {
    """
    INSERT INTO "group" (id, user_id, name, description, data, permissions, created_at, parent_group_id)
    VALUES (\(id), 'ada', \(name ?? id), '', 'null', 'null', 5, \(parent))
    """
  }

  static func member(_ person: String, of group: String) -> SQL {
    "INSERT INTO group_member (id, group_id, user_id) VALUES (\("\(group) \(person)"), \(group), \(person))"
  }

  static func model(_ id: String, on base: String? = nil, by owner: String = "ada", _ params: String = "{}") -> SQL {
    """
    INSERT INTO model (id, user_id, base_model_id, name, params, meta, updated_at, created_at, is_active)
    VALUES (\(id), \(owner), \(base), \(id.capitalized), \(params), '{}', 8, 7, 1)
    """
  }

  static func grant(_ permission: String, on model: String, to type: String = "user", _ principal: String) -> SQL {
    """
    INSERT INTO access_grant (id, resource_type, resource_id, principal_type, principal_id, permission, created_at)
    VALUES (\("\(model) \(type) \(principal) \(permission)"), 'model', \(model), \(type), \(principal), \(permission), 9)
    """
  }

  static func version(_ id: String, of model: String, after parent: String? = nil, at second: Int, name: String) -> SQL
  {
    """
    INSERT INTO model_history (id, model_id, parent_id, snapshot, user_id, created_at)
    VALUES (\(id), \(model), \(parent), \(#"{"name":"\#(name)","base_model_id":"alpha","params":{},"meta":{}}"#), 'ada',
      \(second))
    """
  }
}
