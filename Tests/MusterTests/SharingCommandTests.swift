import Domain
import Testing

@testable import muster

@Suite struct `Grants on the command line` {
  private static func grant(_ type: String, _ id: String, _ permission: String, name: String? = nil) -> JSON {
    [
      "id": "g", "principal_type": .string(type), "principal_id": .string(id), "permission": .string(permission),
      "principal_name": .optional(name),
    ]
  }

  @Test(arguments: [
    ("everyone", GranteeArgument.everyone), ("user:uma@example.org", .user("uma@example.org")),
    ("group:Class 1: a", .group("Class 1: a")),
  ])
  func `are read from the argument`(_ text: String, _ grantee: GranteeArgument) {
    #expect(GranteeArgument(argument: text) == grantee)
    #expect(grantee.description == text)
  }

  @Test(arguments: ["", "uma", "user:", "group:", "role:admin", "everyone:"])
  func `are refused with an invalid grantee`(_ text: String) {
    #expect(GranteeArgument(argument: text) == nil)
  }

  @Test func `are one for each grantee, the higher permission`() {
    let grants = GrantList([
      Self.grant("user", "u", "write"), Self.grant("user", "u", "read"), Self.grant("group", "u", "read"),
      Self.grant("user", "*", "read"),
    ])
    #expect(
      grants.json == [
        ["principal_type": "user", "principal_id": "u", "permission": "write"],
        ["principal_type": "group", "principal_id": "u", "permission": "read"],
        ["principal_type": "user", "principal_id": "*", "permission": "read"],
      ])
  }

  @Test func `replace the grantee's earlier grant and keep the others`() {
    var grants = GrantList([Self.grant("user", "u", "write", name: "Uma"), Self.grant("user", "v", "read")])
    grants.set(.read, for: GrantList.Grantee(type: "user", id: "u", name: "Uma"))
    grants.set(.read, for: .everyone)
    #expect(grants.text == "read for Uma, read for v, read for everyone")
    let removed = [grants.remove(.everyone), grants.remove(.everyone)]
    #expect(removed == [true, false])
    #expect(grants.text == "read for Uma, read for v")
  }

  @Test func `are found by the names in the list`() {
    let grants = GrantList([
      Self.grant("user", "u", "read", name: "Uma"), Self.grant("group", "g1", "read", name: "Class 1"),
      Self.grant("user", "*", "read"),
    ])
    #expect(grants.grantee(.group("class 1"))?.id == "g1")
    #expect(grants.grantee(.group("g1"))?.id == "g1")
    #expect(grants.grantee(.user("u"))?.name == "Uma")
    #expect(grants.grantee(.user("Uma")) == nil, "names of users are not unique")
    #expect(grants.grantee(.everyone) == .everyone)
  }

  @Test(arguments: [
    ["a"], ["a", "--read", "uma"], ["a", "--read", "everyone", "--remove", "everyone"],
    ["a", "--write", "user:u", "--write", "user:u"],
  ])
  func `are refused when they are ambiguous`(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try ModelsShare.parse(arguments) }
  }
}

@Suite struct `A reason for access` {
  private static func reason(_ id: String, _ permission: String, by: String = "grant", way: String? = nil) -> JSON {
    var reason: JSON.Object = [
      "by": .string(by), "permission": .string(permission), "principal_type": .string(id == "g" ? "group" : "user"),
      "principal_id": .string(id), "principal_name": "School",
    ]
    if let way { reason["member_of"] = ["id": .string(way), "name": .string(way)] }
    return .object(reason)
  }

  @Test func `is described`() {
    #expect(AccessReasons.text([Self.reason("u", "write", by: "owner")]) == "owner")
    #expect(AccessReasons.text([Self.reason("*", "read")]) == "granted to everyone")
    #expect(AccessReasons.text([Self.reason("u", "write")]) == "write access granted directly")
    #expect(
      AccessReasons.text([Self.reason("g", "read", way: "Class 1"), Self.reason("*", "read")])
        == "granted to the group 'School' (parent of 'Class 1'); granted to everyone")
  }

  @Test func `to read is left out beside the same one to write`() {
    let reasons = [Self.reason("g", "read"), Self.reason("g", "write"), Self.reason("g", "read", way: "Class 1")]
    #expect(
      AccessReasons.text(reasons)
        == "write access granted to the group 'School'; granted to the group 'School' (parent of 'Class 1')")
  }
}
