import Domain
import Storage

extension AuditLog {
  package static let migrations = [
    Migration(
      2, "create_audit_log",
      [
        """
        CREATE TABLE billing_audit_log (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          user_id TEXT NOT NULL,
          user_name TEXT NOT NULL,
          action TEXT NOT NULL,
          entity_type TEXT NOT NULL,
          entity_id TEXT NOT NULL,
          description TEXT NOT NULL,
          changes TEXT NOT NULL CHECK (json_valid(changes)),
          audit_metadata TEXT NOT NULL CHECK (json_valid(audit_metadata)),
          outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'denied', 'failed')),
          created_at INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX audit_by_entity ON billing_audit_log (entity_type, entity_id, sequence)",
        "CREATE INDEX audit_by_user ON billing_audit_log (user_id, sequence)",
        "CREATE INDEX audit_by_action ON billing_audit_log (action, sequence)",
        "CREATE INDEX audit_by_time ON billing_audit_log (created_at, sequence)",
        """
        CREATE TRIGGER audit_entries_stay_as_written BEFORE UPDATE ON billing_audit_log
        BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END
        """,
        """
        CREATE TRIGGER audit_entries_stay BEFORE DELETE ON billing_audit_log
        BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END
        """,
        // INSERT OR REPLACE deletes without asking the trigger above, unless the connection has recursive_triggers on.
        """
        CREATE TRIGGER audit_entries_are_not_replaced BEFORE INSERT ON billing_audit_log
        WHEN EXISTS (SELECT 1 FROM billing_audit_log WHERE sequence = NEW.sequence OR id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'audit entries cannot be replaced'); END
        """,
      ]),
    Migration(
      8, "prove_audit_log",
      steps: aside + entries + tree + index + keys + [.code(EarlierEntries.convert), "DROP TABLE audit_before"]
        + view),
    // One column, and then the place in the log: lists are in its order. With the time, so that a period needs no rows.
    Migration(
      12, "order_audit_by_place",
      [
        ("user", "user_id"), ("action", "action"), ("type", "entity_type"), ("entity", "entity_id"),
        ("outcome", "outcome"),
      ].flatMap { name, column in
        [
          "DROP INDEX audit_index_by_\(name)",
          "CREATE INDEX audit_index_by_\(name) ON audit_index (\(column), sequence, created_at)",
        ]
      }),
  ]

  private static let aside: [Migration.Step] = [
    "DROP TRIGGER audit_entries_stay_as_written", "DROP TRIGGER audit_entries_stay",
    "DROP TRIGGER audit_entries_are_not_replaced", "ALTER TABLE billing_audit_log RENAME TO audit_before",
  ]

  /// All that is written in an action's own transaction: one row, at the end of one table.
  private static let entries: [Migration.Step] = [
    """
    CREATE TABLE audit_entry (
      -- Grows: the newest entry is never deleted.
      sequence INTEGER PRIMARY KEY,
      -- Canonical JSON: the leaf of the tree, and the line of an export.
      line TEXT NOT NULL,
      -- Names and addresses with their salts, as JSON; what is erased is taken out here.
      facts TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER audit_entries_stay_as_written BEFORE UPDATE OF sequence, line ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit entries cannot be changed'); END
    """,
    """
    CREATE TRIGGER audit_entries_are_not_replaced BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE sequence = NEW.sequence)
    BEGIN SELECT RAISE(ABORT, 'audit entries cannot be replaced'); END
    """,
  ]

  private static let tree: [Migration.Step] = [
    // Level 0 holds the leaves' hashes, level n the roots of complete subtrees of 2^n leaves.
    """
    CREATE TABLE audit_node (
      level INTEGER NOT NULL,
      position INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32),
      PRIMARY KEY (level, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE audit_tree (
      single INTEGER PRIMARY KEY CHECK (single = 1),
      -- How many leaves there are.
      size INTEGER NOT NULL,
      -- The entry of the last leaf.
      sequence INTEGER NOT NULL,
      -- Of so many leaves from the first on, the entries' contents are removed; up to which entry.
      pruned INTEGER NOT NULL,
      pruned_sequence INTEGER NOT NULL
    ) STRICT
    """,
    "INSERT INTO audit_tree (single, size, sequence, pruned, pruned_sequence) VALUES (1, 0, 0, 0, 0)",
    """
    CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entry
    WHEN OLD.sequence > (SELECT pruned_sequence FROM audit_tree)
    BEGIN SELECT RAISE(ABORT, 'audit entries cannot be deleted'); END
    """,
  ]

  /// What lists are made from. It is filled after the action, together with the tree: who writes does not wait for it.
  private static let index: [Migration.Step] = [
    """
    CREATE TABLE audit_index (
      sequence INTEGER PRIMARY KEY,
      leaf INTEGER NOT NULL UNIQUE,
      id TEXT NOT NULL UNIQUE,
      user_id TEXT NOT NULL,
      action TEXT NOT NULL,
      entity_type TEXT NOT NULL,
      entity_id TEXT NOT NULL,
      outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'denied', 'failed')),
      created_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX audit_index_by_user ON audit_index (user_id, created_at)",
    "CREATE INDEX audit_index_by_action ON audit_index (action, created_at)",
    "CREATE INDEX audit_index_by_type ON audit_index (entity_type, created_at)",
    "CREATE INDEX audit_index_by_entity ON audit_index (entity_id, created_at)",
    "CREATE INDEX audit_index_by_time ON audit_index (created_at)",
    "CREATE INDEX audit_index_by_outcome ON audit_index (outcome, created_at)",
    // Words are divided by the program. Without their places in the text: no search here asks for them.
    "CREATE VIRTUAL TABLE audit_words USING fts5(words, content = '', detail = none, tokenize = 'ascii')",
    // Small pages: which entries have a rare word and a frequent one is found without reading all of the frequent one's.
    "INSERT INTO audit_words (audit_words, rank) VALUES ('pgsz', 256)",
    // What people are and were called, for the search.
    """
    CREATE TABLE audit_name (
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      PRIMARY KEY (user_id, name)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  private static let keys: [Migration.Step] = [
    // The log's public keys, the newest last.
    """
    CREATE TABLE audit_key (
      number INTEGER PRIMARY KEY,
      verifier TEXT NOT NULL,
      entry_id TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE audit_checkpoint (
      single INTEGER PRIMARY KEY CHECK (single = 1),
      size INTEGER NOT NULL,
      note TEXT NOT NULL,
      signed_at INTEGER NOT NULL
    ) STRICT
    """,
  ]

  /// The trail as one would ask it by SQL: names and addresses as they are stored, sealed.
  private static let view: [Migration.Step] = [
    """
    CREATE VIEW billing_audit_log AS SELECT
      sequence, line ->> '$.id' AS id, line ->> '$.user_id' AS user_id, line ->> '$.action' AS action,
      line ->> '$.entity_type' AS entity_type, line ->> '$.entity_id' AS entity_id,
      line ->> '$.description' AS description, line -> '$.changes' AS changes,
      line -> '$.audit_metadata' AS audit_metadata, line ->> '$.outcome' AS outcome,
      line ->> '$.created_at' AS created_at
    FROM audit_entry
    """
  ]
}
