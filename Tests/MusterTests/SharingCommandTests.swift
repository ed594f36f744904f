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
    ("everyone", Recipient.everyone), ("user:uma@example.org", .user("uma@example.org")),
    ("group:Class 1: a", .group("Class 1: a")),
  ])
  func `are for whom they say`(_ text: String, _ recipient: Recipient) {
    #expect(Recipient(argument: text) == recipient)
    #expect(recipient.description == text)
  }

  @Test(arguments: ["", "uma", "user:", "group:", "role:admin", "everyone:"])
  func `are for nobody else`(_ text: String) {
    #expect(Recipient(argument: text) == nil)
  }

  @Test func `are one right for each, the greater one`() {
    let sheet = GrantSheet([
      Self.grant("user", "u", "write"), Self.grant("user", "u", "read"), Self.grant("group", "u", "read"),
      Self.grant("user", "*", "read"),
    ])
    #expect(
      sheet.json == [
        ["principal_type": "user", "principal_id": "u", "permission": "write"],
        ["principal_type": "group", "principal_id": "u", "permission": "read"],
        ["principal_type": "user", "principal_id": "*", "permission": "read"],
      ])
  }

  @Test func `replace what there was for the same one and leave the others`() {
    var sheet = GrantSheet([Self.grant("user", "u", "write", name: "Uma"), Self.grant("user", "v", "read")])
    sheet.give(.read, to: GrantSheet.Grantee(type: "user", id: "u", name: "Uma"))
    sheet.give(.read, to: .everyone)
    #expect(sheet.words == "read for Uma, read for v, read for everyone")
    let taken = [sheet.take(from: .everyone), sheet.take(from: .everyone)]
    #expect(taken == [true, false])
    #expect(sheet.words == "read for Uma, read for v")
  }

  @Test func `are found by the names that they were shown with`() {
    let sheet = GrantSheet([
      Self.grant("user", "u", "read", name: "Uma"), Self.grant("group", "g1", "read", name: "Class 1"),
      Self.grant("user", "*", "read"),
    ])
    #expect(sheet.grantee(.group("class 1"))?.id == "g1")
    #expect(sheet.grantee(.group("g1"))?.id == "g1")
    #expect(sheet.grantee(.user("u"))?.name == "Uma")
    #expect(sheet.grantee(.user("Uma")) == nil, "names of people are not theirs alone")
    #expect(sheet.grantee(.everyone) == .everyone)
  }

  @Test(arguments: [
    ["a"], ["a", "--read", "uma"], ["a", "--read", "everyone", "--remove", "everyone"],
    ["a", "--write", "user:u", "--write", "user:u"],
  ])
  func `are refused when they are unclear`(_ arguments: [String]) {
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

  @Test func `is said in words`() {
    #expect(AccessReasons.words([Self.reason("u", "write", by: "owner")]) == "owner")
    #expect(AccessReasons.words([Self.reason("*", "read")]) == "granted to everyone")
    #expect(AccessReasons.words([Self.reason("u", "write")]) == "granted to write in person")
    #expect(
      AccessReasons.words([Self.reason("g", "read", way: "Class 1"), Self.reason("*", "read")])
        == "granted to the group 'School', which 'Class 1' is part of; granted to everyone")
  }

  @Test func `to read is not said beside the same one to write`() {
    let reasons = [Self.reason("g", "read"), Self.reason("g", "write"), Self.reason("g", "read", way: "Class 1")]
    #expect(
      AccessReasons.words(reasons)
        == "granted to write to the group 'School'; granted to the group 'School', which 'Class 1' is part of")
  }
}
