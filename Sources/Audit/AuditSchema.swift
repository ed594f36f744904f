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
      ])
  ]
}
