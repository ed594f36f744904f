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
      ])
  ]
}
