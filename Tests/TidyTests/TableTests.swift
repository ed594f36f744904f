import Testing

/// Each table is owned by one module, which alone writes it. Others read it only where this list gives a reason.
@Suite struct `A table` {
  private static let owners: [String: Set<String>] = [
    "Storage": ["schema_migration"],
    "Audit": [
      "audit_entry", "audit_index", "audit_words", "audit_name", "audit_tree", "audit_node", "audit_key",
      "audit_checkpoint", "audit_before", "billing_audit_log",
    ],
    "Accounts": [
      "user", "credential", "session", "user_group", "group_member", "default_permissions", "api_key", "removal",
    ],
    "Residency": ["runtime"],
    "Registry": [
      "model", "model_tag", "access_grant", "model_revision", "model_bin", "model_purge", "model_usage",
      "model_last_use", "catalog_item", "pinned_model", "seen_weights", "undoable_act", "undoable_change",
      "weights_digest", "weights_origin", "weights_download", "weights_bin",
    ],
  ]

  /// Names that tables had before a later migration renamed them.
  private static let former: Set<String> = ["catalogue_item", "kept_model"]

  /// Reads across modules, with their reason.
  private static let reads: [String: [String: String]] = [
    "Registry": [
      "user": "names of owners and authors in the query that lists models; grantees that exist",
      "user_group": "grantees that exist, and who may share with them",
      "group_member": "an import compares who could use a model before and after",
      "removal": "the list of recent changes names the user or group that a change has removed",
    ],
    "Accounts": ["billing_audit_log": "an import does not bring back what was deleted; only the trail knows of it"],
  ]

  private struct Use {
    var table: String
    var isWrite: Bool
    var place: String
  }

  private static func uses(in file: Project.File) -> [Use] {
    let statement = /\b(FROM|JOIN|INTO|UPDATE)\s+"?(\w+)/
    return file.code.indices.flatMap { index in
      file.code[index].matches(of: statement).map { match in
        let before = file.code[index][..<match.range.lowerBound]
        let isWrite = match.output.1 == "INTO" || match.output.1 == "UPDATE" || before.hasSuffix("DELETE ")
        return Use(table: String(match.output.2), isWrite: isWrite, place: file.place(index, file.lines[index]))
      }
    }
  }

  private static func owner(of table: String) -> String? { owners.first { $0.value.contains(table) }?.key }

  @Test func `is created by the module that owns it`() {
    let creation = /CREATE (?:VIRTUAL )?(?:TABLE|VIEW)(?: IF NOT EXISTS)? (\w+)/
    let wrong = Project.swiftSources.flatMap { file in
      file.code.indices.flatMap { index in
        file.code[index].matches(of: creation).map { String($0.output.1) }
          .filter { !Self.former.contains($0) && Self.owner(of: $0) != file.module }
          .map { file.place(index, "\($0) is not a table of \(file.module)") }
      }
    }
    #expect(wrong == [], "name its owner in this file")
  }

  @Test func `is written by the module that owns it alone`() {
    let wrong = Project.swiftSources.flatMap { file in
      Self.uses(in: file).filter { use in
        use.isWrite && Self.owner(of: use.table).map { $0 != file.module } ?? false
      }.map(\.place)
    }
    #expect(wrong == [], "ask the module that owns the table")
  }

  @Test func `is read by other modules only for a reason that is listed`() {
    let wrong = Project.swiftSources.flatMap { file in
      Self.uses(in: file).filter { use in
        guard !use.isWrite, let owner = Self.owner(of: use.table), owner != file.module else { return false }
        return Self.reads[file.module]?[use.table] == nil
      }.map(\.place)
    }
    #expect(wrong == [], "ask the module that owns the table, or give the reason in this file")
  }

  @Test func `is in no list of reads that nobody makes`() {
    for (module, tables) in Self.reads {
      let read = Set(Project.swiftSources.filter { $0.module == module }.flatMap(Self.uses).map(\.table))
      #expect(Set(tables.keys).subtracting(read) == [], "\(module) no longer reads them")
    }
  }
}
