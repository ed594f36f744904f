import Domain
import Testing

@testable import Audit

@Suite struct `A series of reads of the audit trail` {
  private func caller(_ name: String, key: String? = nil) -> Caller {
    Caller(
      principal: Principal(id: UserID(name), name: name, email: "", role: .admin),
      origin: Origin(requestID: "r", address: nil), authentication: key == nil ? .session : .key,
      key: key.map { .init(id: $0, name: $0, ownerID: UserID(name)) })
  }

  private func time(_ seconds: Int) -> Timestamp { Timestamp(seconds: seconds) }

  @Test func `lasts a quarter of an hour for each user and key`() {
    let coalescing = ReadCoalescing()
    let begins = { (name: String, key: String?, second: Int) in
      _ = coalescing.takeClosed(at: self.time(second))
      return coalescing.begins(with: .list([:]), by: self.caller(name, key: key), now: self.time(second))
    }
    #expect(begins("olga", nil, 0))
    #expect(!begins("olga", nil, 1))
    #expect(begins("olga", "script", 2))
    #expect(begins("uma", nil, 3))
    #expect(!begins("olga", nil, 899))
    #expect(begins("olga", nil, 900))
    #expect(begins("uma", nil, 2), "a clock that was set back ends the series")
  }

  @Test func `names queries and entries up to a limit, and counts all reads`() {
    let coalescing = ReadCoalescing()
    for number in 0...50 {
      _ = coalescing.begins(with: .entry("e\(number)"), by: caller("olga"), now: time(0))
      _ = coalescing.begins(with: .list(["action": "model.delete"]), by: caller("olga"), now: time(0))
    }
    let closed = coalescing.takeClosed(at: time(900))
    #expect(closed.map(\.reads) == [101])
    #expect(closed.first?.details["queries"] == [["action": "model.delete"]])
    #expect(closed.first?.details["entries"]?.array?.count == ReadCoalescing.mostNamed)
    #expect(coalescing.takeClosed(at: time(900)).isEmpty)
  }
}

@Suite struct `The references of entries` {
  private func entry(_ type: String, _ id: String, _ changes: [FieldChange], _ metadata: JSON.Object = [:])
    -> AuditEntry
  {
    AuditEntry(
      id: "1", sequence: 1, leaf: 0, userID: UserID("olga"), userName: "Olga", action: "x", entityType: type,
      entityID: id,
      description: "", changes: changes, outcome: .ok, metadata: metadata, createdAt: Timestamp(seconds: 1))
  }

  @Test func `are all people, groups and models that they name by an id`() {
    let grants: JSON = [
      ["principal_type": "user", "principal_id": "uma", "permission": "read"],
      ["principal_type": "user", "principal_id": "*", "permission": "read"],
      ["principal_type": "group", "principal_id": "team", "permission": "write"],
    ]
    let references = AuditReferences([
      entry("model", "poet", [FieldChange("access_grants", before: [], after: grants)]),
      entry("model", "poet", [FieldChange("user_id", before: "ivan", after: "eva")]),
      entry("model", "poet", [FieldChange("base_model_id", before: "alpha", after: .null)]),
      entry("group", "crew", [FieldChange("members.mia", before: nil, after: "member")]),
      entry("group", "crew", [FieldChange("parent_group_id", before: .null, after: "top")]),
      entry("account", "zoe", [], ["models_passed_to": "max"]), entry("key", "k", [], ["owner": "kim"]),
    ])
    #expect(references.users == ["olga", "uma", "ivan", "eva", "mia", "zoe", "max", "kim"])
    #expect(references.groups == ["team", "crew", "top"])
    #expect(references.models == ["poet", "alpha"])
  }
}
