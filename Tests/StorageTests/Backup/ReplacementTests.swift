import Foundation
import Testing

@testable import Storage

@Suite struct `A database that takes another's place` {
  private func replacement(_ vault: Vault) -> Replacement {
    Replacement(of: vault.file.path, archive: vault.folder + "/replaced")
  }

  private func items(_ path: String) async throws -> Int {
    try await DatabaseFile(path).read { try $0.first("SELECT count(*) AS number FROM item") { try $0.int("number") } }
      ?? -1
  }

  /// A database of 50 items, and a backup of 200 that is ready to replace it.
  private func ready() async throws -> (Vault, Replacement) {
    let old = try await Vault(items: 50)
    let new = try await Vault(items: 200)
    _ = try await Backup.make(of: new.file, at: old.target, as: Vault.kind)
    try old.database.close()
    let replacement = replacement(old)
    #expect(
      try await replacement.prepare(from: DatabaseFile(old.target), as: Vault.kind).rows == ["item": 200, "part": 200])
    return (old, replacement)
  }

  @Test func `is complete, and the replaced one is kept complete`() async throws {
    let (vault, replacement) = try await ready()
    try await replacement.settle()
    let kept = try replacement.perform(keeping: "now")
    #expect(kept == vault.folder + "/replaced/now/live.db")
    #expect(try await items(vault.file.path) == 200)
    #expect(try await items(kept ?? "") == 50)
    #expect(replacement.kept() == [kept])
    #expect(!FileManager.default.fileExists(atPath: replacement.prepared))
  }

  @Test(arguments: 0...4)
  func `is the old one or the new one, wherever the program ends`(_ done: Int) async throws {
    let (vault, replacement) = try await ready()
    try await replacement.settle()
    let steps = replacement.steps(keeping: "now")
    #expect(steps.count == 4)
    for step in steps.prefix(done) { try step() }
    #expect(try await items(vault.file.path) == (done == 4 ? 200 : 50))
    // The next one begins anew.
    _ = try await replacement.prepare(from: DatabaseFile(vault.target), as: Vault.kind)
    #expect(replacement.kept().count == (done == 4 ? 1 : 0))
    try await replacement.settle()
    let kept = try replacement.perform(keeping: "later")
    #expect(try await items(vault.file.path) == 200)
    #expect(try await items(kept ?? "") == (done == 4 ? 200 : 50))
  }

  @Test func `takes the place of a damaged one, which is kept with what lies beside it`() async throws {
    let (vault, replacement) = try await ready()
    let damaged = Data(repeating: 0xFF, count: 20_000)
    _ = try vault.write(damaged, as: "live.db")
    _ = try vault.write(Data("changes".utf8), as: "live.db-wal")
    try await replacement.settle()
    let kept = try replacement.perform(keeping: "now")
    #expect(try await items(vault.file.path) == 200)
    #expect(try vault.bytes(of: kept ?? "") == damaged)
    #expect(try vault.bytes(of: (kept ?? "") + "-wal") == Data("changes".utf8))
  }

  @Test func `waits for readers of the other one, and fails with a message`() async throws {
    let old = try await Vault(items: 50)
    let new = try await Vault(items: 200)
    _ = try await Backup.make(of: new.file, at: old.target, as: Vault.kind)
    let replacement = replacement(old)
    _ = try await replacement.prepare(from: DatabaseFile(old.target), as: Vault.kind)
    await #expect(throws: Settling.InUse.self) { try await replacement.settle() }
    #expect(try await items(old.file.path) == 50)
  }

  @Test(arguments: [false, true])
  func `may be put where there was none, even if the log of a lost one is left there`(_ isLittered: Bool) async throws {
    let (vault, replacement) = try await ready()
    for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: vault.file.path + ending) }
    if isLittered { _ = try vault.write(Data("changes".utf8), as: "live.db-wal") }
    try await replacement.settle()
    #expect(try replacement.perform(keeping: "now") == nil)
    #expect(!FileManager.default.fileExists(atPath: vault.file.path + "-wal"))
    #expect(try await items(vault.file.path) == 200)
  }
}
