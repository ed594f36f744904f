import Testing

@testable import Backups

@Suite struct `A backup's name` {
  @Test(arguments: [0, 1, 999, 1_783_778_600_123, 4_102_444_800_000])
  func `says when it was made`(_ milliseconds: Int) {
    let name = BackupName(milliseconds: milliseconds)
    #expect(BackupName(name.description) == name)
    #expect(name.madeAt.seconds == milliseconds / 1000)
  }

  @Test func `is a time in UTC, in the order of time`() {
    #expect(BackupName(milliseconds: 1_783_778_600_123).description == "muster-20260711T140320.123Z.db")
    let names = [5, 3_600_000, 86_400_000, 31_536_000_000].map { BackupName(milliseconds: $0) }
    #expect(names.sorted() == names)
    #expect(names.map(\.description).sorted() == names.map(\.description))
  }

  @Test(arguments: [
    "", "muster.db", "muster-.db", "muster-mine.db", "muster-20260711T140320.123Z.db.partial",
    "../muster-20260711T140320.123Z.db", "muster-../../20260711T140320.123Z.db", "/muster-20260711T140320.123Z.db",
    "muster-20260711T140320.123Z.db\0", "muster-20260231T140320.123Z.db", "muster-20260711T146020.123Z.db",
    "MUSTER-20260711T140320.123Z.DB", "muster-20260711T140320.123Z.db-wal", "muster-２0260711T140320.123Z.db",
  ])
  func `is no other one`(_ text: String) {
    #expect(BackupName(text) == nil)
  }
}
