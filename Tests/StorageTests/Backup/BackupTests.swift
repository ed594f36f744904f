import Foundation
import Testing

@testable import Storage

@Suite struct `A backup` {
  @Test func `is one file that only its owner may read, with all that the database holds`() async throws {
    let vault = try await Vault()
    let contents = try await vault.makeBackup()
    #expect(contents == DatabaseFile.Contents(schema: 2, rows: ["item": 200, "part": 200]))
    #expect(try await DatabaseFile(vault.target).verify(as: Vault.kind) == contents)
    let names = try FileManager.default.contentsOfDirectory(atPath: vault.folder).filter { $0.hasPrefix("backup") }
    #expect(names == ["backup.db"])
    let attributes = try FileManager.default.attributesOfItem(atPath: vault.target)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(try !FileHeader(path: vault.target).isWAL)
  }

  @Test func `made while others write holds whole transactions, and holds none of them up`() async throws {
    let vault = try await Vault(items: 2000)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await vault.add(300, named: "meanwhile") }
      for number in 0..<5 {
        let target = vault.folder + "/backup-\(number).db"
        let contents = try await Backup.make(of: vault.file, at: target, as: Vault.kind)
        #expect(contents.rows["item"] == contents.rows["part"])
        #expect(contents.rows["item"] ?? 0 >= 2000)
      }
      try await group.waitForAll()
    }
    #expect(try await vault.makeBackup().rows == ["item": 2300, "part": 2300])
  }

  @Test func `does not take the place of a file unless it is told to`() async throws {
    let vault = try await Vault()
    let file = try vault.write(Data("mine".utf8), as: "backup.db")
    await #expect(throws: Backup.Exists.self) { try await vault.makeBackup() }
    #expect(try vault.bytes(of: file.path) == Data("mine".utf8))
    _ = try await Backup.make(of: vault.file, at: vault.target, as: Vault.kind, replacing: true)
    _ = try await file.verify(as: Vault.kind)
  }

  @Test func `that is broken off leaves nothing behind`() async throws {
    let vault = try await Vault(items: 500)
    let before = Set(try vault.everything().keys)
    let making = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await vault.makeBackup()
    }
    await #expect(throws: (any Error).self) { try await making.value }
    #expect(Set(try vault.everything().keys) == before)
  }

  @Test func `of a database from before there was a mark is recognised by its tables`() async throws {
    let vault = try await Vault()
    _ = try await vault.database.write { try $0.execute("PRAGMA application_id = 0") }
    #expect(try await vault.makeBackup().rows["item"] == 200)
  }
}

@Suite struct `A file that is not an intact database of Muster` {
  private func reason(_ file: DatabaseFile, _ kind: DatabaseKind = Vault.kind) async throws -> String {
    let error = await #expect(throws: UnfitFile.self) { try await file.verify(as: kind) }
    return error?.code ?? ""
  }

  @Test func `is recognized when it is truncated, wherever`() async throws {
    let vault = try await Vault()
    _ = try await vault.makeBackup()
    let whole = try vault.bytes(of: vault.target)
    for count in [0, 1, 15, 16, 99, 100, 512, 4095, 4096, whole.count / 2, whole.count - 4096, whole.count - 1] {
      #expect(try await reason(try vault.write(whole.prefix(count), as: "cut.db")) == "truncated", "\(count) bytes")
    }
  }

  @Test func `is recognized when pages are overwritten`() async throws {
    let vault = try await Vault()
    _ = try await vault.makeBackup()
    var bytes = try vault.bytes(of: vault.target)
    bytes.replaceSubrange(8192..<12_288, with: Data(repeating: 0xFF, count: 4096))
    #expect(try await reason(try vault.write(bytes, as: "spoilt.db")) == "damaged")
  }

  @Test func `is recognized when a row refers to nothing`() async throws {
    let vault = try await Vault()
    _ = try await vault.makeBackup()
    try Vault.carelessly(vault.target, "INSERT INTO part VALUES ('nobody', 1)")
    #expect(try await reason(DatabaseFile(vault.target)) == "damaged")
  }

  @Test func `is recognized when it is another program's`() async throws {
    let vault = try await Vault()
    #expect(try await reason(try vault.write(Data("Dear diary".utf8), as: "text")) == "foreign")
    #expect(try await reason(DatabaseFile(vault.folder)) == "missing")
    #expect(try await reason(DatabaseFile(vault.folder + "/absent")) == "missing")
    let scratch = try await Scratch.withTable()
    try scratch.database.close()
    #expect(try await reason(DatabaseFile(scratch.path)) == "foreign")
    let marked = try await Vault()
    _ = try await marked.database.write { try $0.execute("PRAGMA application_id = 7") }
    try marked.database.close()
    #expect(try await reason(marked.file) == "foreign")
    await #expect(throws: Database.Foreign.self) {
      let database = try Database(path: marked.file.path)
      defer { try? database.close() }
      try await database.migrate(Vault.migrations)
    }
  }

  @Test func `is recognized when it is a newer version's, or still in use`() async throws {
    let vault = try await Vault()
    #expect(try await reason(vault.file) == "unfinished")
    _ = try await vault.makeBackup()
    let older = DatabaseKind(migrations: [Vault.migrations[0]], tables: ["item"])
    #expect(try await reason(DatabaseFile(vault.target), older) == "newer_schema")
  }

  @Test func `is examined without leaving files beside it`() async throws {
    let vault = try await Vault()
    try vault.database.close()
    #expect(try FileHeader(path: vault.file.path).isWAL)
    let before = try vault.everything()
    _ = try await vault.file.verify(as: Vault.kind)
    #expect(try vault.everything() == before)
  }
}
