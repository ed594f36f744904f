import Storage

extension Registry {
  package static let migrations = [
    Migration(
      3, "create_model",
      [
        """
        CREATE TABLE model (
          id TEXT PRIMARY KEY,
          user_id TEXT NOT NULL,
          base_model_id TEXT CHECK (base_model_id IS NULL OR base_model_id <> id),
          -- Whose weights answer: the base model, or the model itself.
          weights TEXT NOT NULL,
          name TEXT NOT NULL,
          params TEXT NOT NULL CHECK (json_valid(params)),
          meta TEXT NOT NULL CHECK (json_valid(meta)),
          -- Parameters that win over the client's: a list out of meta, so that a request need not read all of it.
          locked TEXT NOT NULL CHECK (json_valid(locked)),
          is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
          revision INTEGER NOT NULL CHECK (revision >= 1),
          version_id TEXT NOT NULL,
          -- What the search looks through, folded to lower case by the program: the same on every database.
          search_text TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX model_by_weights ON model (weights, is_active)",
        "CREATE INDEX model_by_update ON model (updated_at, id)",
        // The list that people open first: presets, newest first, with their number.
        // With the column of its condition, so that counting needs no look at the rows.
        "CREATE INDEX preset_by_update ON model (updated_at, id, base_model_id) WHERE base_model_id IS NOT NULL",
        "CREATE INDEX model_by_creation ON model (created_at, id)",
        "CREATE INDEX model_by_name ON model (name, id)",
        "CREATE INDEX model_by_owner ON model (user_id, id)",
        """
        CREATE TABLE model_tag (
          tag TEXT NOT NULL,
          model_id TEXT NOT NULL REFERENCES model (id) ON DELETE CASCADE,
          PRIMARY KEY (tag, model_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX model_tag_by_model ON model_tag (model_id)",
        """
        CREATE TABLE access_grant (
          id TEXT PRIMARY KEY,
          model_id TEXT NOT NULL REFERENCES model (id) ON DELETE CASCADE,
          principal_type TEXT NOT NULL CHECK (principal_type IN ('user', 'group')),
          principal_id TEXT NOT NULL,
          permission TEXT NOT NULL CHECK (permission IN ('read', 'write')),
          created_at INTEGER NOT NULL,
          UNIQUE (principal_type, principal_id, permission, model_id)
        ) STRICT
        """,
        "CREATE INDEX access_grant_by_model ON access_grant (model_id)",
        """
        CREATE TABLE model_revision (
          model_id TEXT NOT NULL,
          revision INTEGER NOT NULL,
          version_id TEXT NOT NULL UNIQUE,
          action TEXT NOT NULL,
          snapshot TEXT NOT NULL CHECK (json_valid(snapshot)),
          user_id TEXT NOT NULL,
          reason TEXT,
          created_at INTEGER NOT NULL,
          PRIMARY KEY (model_id, revision)
        ) STRICT
        """,
        """
        CREATE TRIGGER revisions_stay_as_written BEFORE UPDATE ON model_revision
        BEGIN SELECT RAISE(ABORT, 'revisions cannot be changed'); END
        """,
        """
        CREATE TRIGGER revisions_stay BEFORE DELETE ON model_revision
        BEGIN SELECT RAISE(ABORT, 'revisions cannot be deleted'); END
        """,
        """
        CREATE TRIGGER revisions_are_not_replaced BEFORE INSERT ON model_revision
        WHEN EXISTS (SELECT 1 FROM model_revision WHERE version_id = NEW.version_id
          OR model_id = NEW.model_id AND revision = NEW.revision)
        BEGIN SELECT RAISE(ABORT, 'revisions cannot be replaced'); END
        """,
      ]),
    Migration(
      5, "index_models_in_brief",
      [
        // The columns that lists sort and count by, without the content: for a user who may read 600 of 10,000 models,
        // 600 are looked up.
        "CREATE INDEX model_in_brief ON model (id, base_model_id, is_active, updated_at, created_at, name)"
      ]),
    Migration(6, "add_lives_bin_and_undo", lives + bin + acts),
    // People are named by their accounts: a name that is kept elsewhere outlives its erasure.
    Migration(9, "drop_names_from_bin", ["ALTER TABLE model_bin DROP COLUMN user_name"]),
    Migration(10, "add_usage_catalogue_and_keeping", usage + catalogue + keeping),
    Migration(11, "add_seen_weights", [SeenWeights.schema]),
    // A model that is saved again has its description folded by the program; until then only ASCII letters are.
    Migration(
      13, "search_descriptions",
      [
        """
        UPDATE model SET search_text = search_text || char(10) || lower(json_extract(meta, '$.description'))
        WHERE json_type(meta, '$.description') = 'text'
        """
      ]),
    Migration(14, "list_recent_acts", recentActs),
    Migration(16, "rename_kept_to_pinned", ["ALTER TABLE kept_model RENAME TO pinned_model"]),
    Migration(
      17, "rename_catalog_and_image",
      [
        "ALTER TABLE catalogue_item RENAME TO catalog_item", "ALTER TABLE model RENAME COLUMN has_picture TO has_image",
      ]),
    // How base models are started: out of meta, so that what should be loaded is read without the rest of it.
    Migration(
      18, "add_launch_settings",
      [
        "ALTER TABLE model ADD COLUMN launch TEXT",
        "UPDATE model SET launch = json_extract(meta, '$.muster.launch') WHERE base_model_id IS NULL",
      ]),
    Migration(19, "add_weights", WeightsTables.schema),
    Migration(21, "add_residency_settings", ["ALTER TABLE model ADD COLUMN residency_settings TEXT"]),
  ]

  private static let usage = [
    """
    CREATE TABLE model_usage (
      model_id TEXT NOT NULL,
      -- Minutes since 1970.
      minute INTEGER NOT NULL,
      requests INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      PRIMARY KEY (model_id, minute)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX model_usage_by_minute ON model_usage (minute)",
    // Outlives the minutes.
    """
    CREATE TABLE model_last_use (
      model_id TEXT PRIMARY KEY,
      used_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    // Out of meta, so that a list need not read all of it.
    "ALTER TABLE model ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE model ADD COLUMN has_picture INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE model SET is_hidden = coalesce(json_extract(meta, '$.hidden') = 1, 0),
      has_picture = coalesce(json_extract(meta, '$.profile_image_url') LIKE 'data:%', 0)
    """,
    "CREATE INDEX hidden_model ON model (id) WHERE is_hidden = 1",
  ]

  /// What models can refer to by an id: the tools, knowledge, filters and actions of a front end.
  private static let catalogue = [
    """
    CREATE TABLE catalogue_item (
      kind TEXT NOT NULL,
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      updated_at INTEGER NOT NULL,
      PRIMARY KEY (kind, id)
    ) STRICT, WITHOUT ROWID
    """
  ]

  /// Pinned base models.
  private static let keeping = [
    "CREATE TABLE kept_model (base_model TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID"
  ]

  /// Revisions know which life of their id they belong to: one that was deleted and made again is another model.
  private static let lives = [
    "ALTER TABLE model ADD COLUMN life INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE model_revision ADD COLUMN life INTEGER NOT NULL DEFAULT 1",
    "DROP TRIGGER revisions_stay_as_written",
    """
    UPDATE model_revision SET life = 1 + coalesce((
      SELECT max(tombstone.revision) FROM model_revision AS tombstone
      WHERE tombstone.model_id = model_revision.model_id AND tombstone.action = 'model.delete'
        AND tombstone.revision < model_revision.revision), 0)
    """,
    """
    UPDATE model SET life = coalesce((
      SELECT r.life FROM model_revision AS r WHERE r.model_id = model.id AND r.revision = model.revision), 1)
    """,
    """
    CREATE TRIGGER revisions_stay_as_written BEFORE UPDATE ON model_revision
    BEGIN SELECT RAISE(ABORT, 'revisions cannot be changed'); END
    """,
    "CREATE INDEX model_revision_by_life ON model_revision (model_id, life, revision)",
    "CREATE INDEX model_revision_by_time ON model_revision (model_id, created_at, revision)",
  ]

  private static let bin = [
    """
    CREATE TABLE model_bin (
      -- The tombstone's.
      version_id TEXT PRIMARY KEY,
      model_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      life INTEGER NOT NULL,
      -- When the model was made.
      created_at INTEGER NOT NULL,
      deleted_at INTEGER NOT NULL,
      user_id TEXT NOT NULL,
      user_name TEXT NOT NULL,
      reason TEXT
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX model_bin_by_time ON model_bin (deleted_at, version_id)",
    "CREATE INDEX model_bin_by_model ON model_bin (model_id)",
    """
    INSERT INTO model_bin (version_id, model_id, revision, life, created_at, deleted_at, user_id, user_name, reason)
    SELECT r.version_id, r.model_id, r.revision, r.life,
      (SELECT min(first.created_at) FROM model_revision AS first
       WHERE first.model_id = r.model_id AND first.life = r.life),
      r.created_at, r.user_id, coalesce((SELECT name FROM user WHERE user.id = r.user_id), r.user_id), r.reason
    FROM model_revision AS r WHERE r.action = 'model.delete'
    """,
    // What an administrator has removed for good; without an entry here no revision can be deleted.
    """
    CREATE TABLE model_purge (
      model_id TEXT NOT NULL,
      life INTEGER NOT NULL,
      -- Numbers of revisions are never used again, or an old one could be taken for a new one.
      last_revision INTEGER NOT NULL,
      purged_at INTEGER NOT NULL,
      user_id TEXT NOT NULL,
      PRIMARY KEY (model_id, life)
    ) STRICT, WITHOUT ROWID
    """,
    "DROP TRIGGER revisions_stay",
    """
    CREATE TRIGGER revisions_stay BEFORE DELETE ON model_revision
    WHEN NOT EXISTS (SELECT 1 FROM model_purge WHERE model_id = OLD.model_id AND life = OLD.life)
    BEGIN SELECT RAISE(ABORT, 'revisions cannot be deleted'); END
    """,
  ]

  private static let recentActs = [
    "ALTER TABLE undoable_act ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0",
    // In the order of the commits, whatever the clock says.
    "ALTER TABLE undoable_act ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    "UPDATE undoable_act SET created_at = expires_at - 86400, place = expires_at - 86400",
    "CREATE INDEX undoable_act_by_user ON undoable_act (user_id, place)",
    "CREATE INDEX undoable_act_by_place ON undoable_act (place)",
  ]

  private static let acts = [
    """
    CREATE TABLE undoable_act (
      id TEXT PRIMARY KEY,
      -- SHA-256: who reads the database cannot undo what others did.
      token_hash TEXT NOT NULL UNIQUE,
      user_id TEXT NOT NULL,
      action TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      undone_at INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX undoable_act_by_expiry ON undoable_act (expires_at)",
    """
    CREATE TABLE undoable_change (
      act_id TEXT NOT NULL REFERENCES undoable_act (id) ON DELETE CASCADE,
      model_id TEXT NOT NULL,
      -- NULL: there was none.
      revision_before INTEGER,
      revision_after INTEGER NOT NULL,
      is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
      PRIMARY KEY (act_id, model_id)
    ) STRICT, WITHOUT ROWID
    """,
  ]
}
