import Testing

@Suite struct `The code` {
  private static let ownersOfTables: Set<String> = ["Storage", "Audit", "Registry", "Accounts", "Residency"]

  @Test func `holds SQL only where its tables are owned`() {
    let statements: [Regex<Substring>] = [
      /\bSELECT\s[^"]*\bFROM\s/, /\bINSERT\s+(?:OR\s+\w+\s+)?INTO\b/, /\bUPDATE\s+\w+\s+SET\b/, /\bDELETE\s+FROM\b/,
    ]
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"]
    let wrong = Project.swiftSources.filter { !Self.ownersOfTables.contains($0.module) }.flatMap { file in
      let places = file.lines.indices.filter { index in
        // A statement may go over lines.
        guard verbs.contains(where: { file.code[index].contains($0) }) else { return false }
        let window = file.code[index...].prefix(6).joined(separator: " ")
        return statements.contains { statement in
          window.firstRange(of: statement).map {
            window.distance(from: window.startIndex, to: $0.lowerBound) < file.lines[index].count
          } ?? false
        }
      }
      return places.map { file.place($0, file.lines[$0]) }
    }
    #expect(wrong == [], "ask the module that owns the table")
  }

  @Test func `changes the database only by way of the audit trail`() {
    let wrong = Project.swiftSources.filter { !["Storage", "Audit"].contains($0.module) }.flatMap { file in
      file.places { $0.contains(/\bdatabase\.write\b/) }
    }
    #expect(wrong == [], "a change is made by AuditLog.change, which leaves an entry")
  }

  @Test func `does not talk the compiler out of its checks`() {
    let tricks = /@unchecked\s+Sendable|nonisolated\(unsafe\)|\btry!|\bas!|@preconcurrency\b/
    let wrong = Project.swiftSources.flatMap { file in file.places { $0.contains(tricks) } }
    #expect(wrong == [], "change the design")
  }

  @Test func `catches nothing only to forget it`() {
    let wrong = Project.swiftSources.flatMap { file in
      file.places { $0.contains(/\bcatch\s*\{\s*\}/) }
    }
    #expect(wrong == [], "handle it, or let it go on")
  }

  @Test func `of the tests skips none`() {
    // In groups, so that this line is none of those that it looks for: this file is looked at as well.
    let tricks = /\.(?:dis|en)abled\(|\bXCT(?:Skip)|\bwith(?:KnownIssue)/
    let ours = Project.swift.filter { $0.path.hasPrefix("Tests/") }
    let wrong = ours.flatMap { file in file.places { $0.contains(tricks) } }
    #expect(wrong == [], "a test that does not run proves nothing")
  }
}
