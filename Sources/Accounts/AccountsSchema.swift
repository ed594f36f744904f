import Storage

extension Accounts {
  package static let migrations = [
    Migration(
      1, "create_user",
      [
        """
        CREATE TABLE user (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          -- Folded to lower case by the program.
          email TEXT NOT NULL UNIQUE,
          role TEXT NOT NULL CHECK (role IN ('pending', 'user', 'admin')),
          profile_image_url TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE credential (
          user_id TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
          password TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE session (
          id TEXT PRIMARY KEY,
          user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          ended_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX session_by_user ON session (user_id)",
        "CREATE INDEX session_by_expiry ON session (expires_at)",
      ]),
    Migration(4, "create_group_and_key", people + groups + keys),
    Migration(
      7, "add_session_stamp",
      [
        // Contained in the tokens of the Open WebUI instance that a user came from; '' for tokens without one. NULL: none
        // is valid any more.
        "ALTER TABLE credential ADD COLUMN session_stamp TEXT"
      ]),
    Migration(
      15, "keep_removed",
      [
        // The undo data of a removed user or group; deleted with the change when the removal can no longer be undone.
        """
        CREATE TABLE removal (
          act_id TEXT PRIMARY KEY REFERENCES undoable_act (id) ON DELETE CASCADE,
          type TEXT NOT NULL CHECK (type IN ('user', 'group')),
          subject_id TEXT NOT NULL,
          contents TEXT NOT NULL CHECK (json_valid(contents))
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX removal_by_subject ON removal (subject_id)",
      ]),
  ]

  private static let people = [
    "ALTER TABLE user ADD COLUMN last_active_at INTEGER",
    // What the search looks through, folded to lower case by the program.
    "ALTER TABLE user ADD COLUMN search_text TEXT NOT NULL DEFAULT ''",
    "UPDATE user SET search_text = lower(name) || char(10) || email",
    "CREATE INDEX user_by_name ON user (name, id)",
    "CREATE INDEX user_by_creation ON user (created_at, id)",
    "CREATE INDEX user_by_activity ON user (last_active_at, id)",
    "CREATE INDEX user_by_role ON user (role, id)",
    // From where: who tries passwords elsewhere does not hold up those who are signed in here.
    "ALTER TABLE session ADD COLUMN address TEXT",
  ]

  private static let groups = [
    """
    CREATE TABLE user_group (
      id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      -- Folded to lower case by the program: no two groups are called alike.
      name_key TEXT NOT NULL UNIQUE,
      description TEXT NOT NULL,
      parent_group_id TEXT REFERENCES user_group (id) ON DELETE SET NULL,
      data TEXT NOT NULL CHECK (json_valid(data)),
      permissions TEXT NOT NULL CHECK (json_valid(permissions)),
      -- Those of the permissions that are on and that Muster has rules for: read on every request.
      allowed TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX user_group_by_parent ON user_group (parent_group_id)",
    // Who was in which group from when to when; outlives groups and people.
    """
    CREATE TABLE group_member (
      group_id TEXT NOT NULL,
      user_id TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      removed_at INTEGER
    ) STRICT
    """,
    "CREATE UNIQUE INDEX group_member_now ON group_member (user_id, group_id) WHERE removed_at IS NULL",
    "CREATE INDEX group_member_by_group ON group_member (group_id, user_id) WHERE removed_at IS NULL",
    """
    CREATE TABLE default_permissions (
      single INTEGER PRIMARY KEY CHECK (single = 1),
      permissions TEXT NOT NULL CHECK (json_valid(permissions)),
      allowed TEXT NOT NULL
    ) STRICT
    """,
  ]

  private static let keys = [
    """
    CREATE TABLE api_key (
      id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      -- SHA-256 of the key: it has 256 random bits, so that nothing slower is needed against guessing.
      hash TEXT NOT NULL UNIQUE,
      hint TEXT NOT NULL,
      -- A list of patterns, or NULL for all models.
      models TEXT CHECK (models IS NULL OR json_valid(models)),
      is_read_only INTEGER NOT NULL CHECK (is_read_only IN (0, 1)),
      is_trusted INTEGER NOT NULL CHECK (is_trusted IN (0, 1)),
      creates_users INTEGER NOT NULL CHECK (creates_users IN (0, 1)),
      -- The one key that each person has in Open WebUI's API.
      is_sole INTEGER NOT NULL CHECK (is_sole IN (0, 1)),
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      last_used_at INTEGER,
      revoked_at INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX api_key_by_user ON api_key (user_id, created_at)",
  ]
}
