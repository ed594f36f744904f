import ArgumentParser
import Domain
import Testing

@testable import muster

@Suite struct `The command line about people` {
  @Test(arguments: [
    ["users", "add", "u@example.org"], ["users", "add", "u@example.org", "--name", "U", "--role", "king"],
    ["users", "update", "u@example.org"], ["users", "update", "u", "--password-stdin", "--ask-password"],
    ["groups", "update", "g"], ["groups", "update", "g", "--parent", "h", "--no-parent"],
    ["groups", "create", "g", "--allow", "models"], ["groups", "add-members", "g"],
    ["groups", "create", "g", "--allow", "a.b", "--disallow", "a.b"],
    ["permissions", "set"], ["permissions", "set", "workspace.models"], ["permissions", "set", "workspace.models=yes"],
    ["keys", "create"], ["keys", "create", "k", "--expires", "90"], ["keys", "create", "k", "--expires", "0"],
    ["keys", "create", "k", "--creates-users"],
  ])
  func `refuses what it does not understand`(_ arguments: [String]) {
    do {
      _ = try MusterCommand.parseAsRoot(arguments)
      Issue.record("'\(arguments.joined(separator: " "))' was accepted")
    } catch {
      #expect(MusterCommand.exitCode(for: error) == .validationFailure)
    }
  }

  @Test func `makes a form of what it is told about a key`() throws {
    let now = Moment(secondsSince1970: 1000)
    #expect(
      try KeysCreate.parse(["k"]).form(now: now) == [
        "name": "k", "expires_at": .int(1000 + 90 * 86_400), "models": nil, "read_only": false, "trusted": false,
        "creates_users": false,
      ])
    let all = try KeysCreate.parse([
      "k", "--expires", "never", "--models", "a*", "--models", "b", "--read-only", "--trusted", "--creates-users",
    ])
    #expect(
      all.form(now: now) == [
        "name": "k", "expires_at": nil, "models": ["a*", "b"], "read_only": true, "trusted": true,
        "creates_users": true,
      ])
  }

  @Test func `changes of a group what is said and nothing else`() throws {
    let group: JSON = [
      "id": "g", "name": "G", "description": "d", "parent_group_id": "p",
      "permissions": ["workspace": ["models": true, "tools": true]], "data": ["config": ["share": "members"], "x": 1],
    ]
    let options = try GroupOptions.parse([
      "--allow", "chat.edit", "--disallow", "workspace.models", "--sharing", "nobody",
    ])
    #expect(
      JSON.object(options.form(name: "H", over: group, parent: nil)) == [
        "name": "H", "description": "d",
        "permissions": ["workspace": ["models": false, "tools": true], "chat": ["edit": true]],
        "data": ["config": ["share": false], "x": 1],
      ])
    #expect(
      JSON.object(try GroupOptions.parse([]).form(name: "G", over: group, parent: .null)) == [
        "name": "G", "description": "d", "parent_group_id": nil,
      ])
  }

  @Test func `finds a group by its id before its name`() {
    let groups: [JSON] = [["id": "1", "name": "2"], ["id": "2", "name": "Class"]]
    #expect(Directory.group("2", among: groups)?["id"] == "2")
    #expect(Directory.group("CLASS", among: groups)?["id"] == "2")
    #expect(Directory.group("", among: groups) == nil)
  }

  @Test func `doubts a permission that there is not`() {
    let known = [PermissionName(section: "workspace", name: "models"), PermissionName(section: "chat", name: "edit")]
    let doubt = { (name: String) in
      PermissionName.doubt([known[1], PermissionName(section: "workspace", name: name)], among: known)
    }
    #expect(doubt("models") == nil)
    #expect(doubt("model") == "There is no permission 'workspace.model'. Did you mean 'workspace.models'?")
    #expect(doubt("aeroplanes")?.contains("muster permissions show") == true)
  }

  @Test func `narrows people to a role`() {
    let answer: JSON = ["users": [["role": "user"], ["role": "pending"]], "total": 2]
    #expect(UsersList.narrowed(answer, to: .pending) == ["users": [["role": "pending"]], "total": 1])
    #expect(UsersList.narrowed(answer, to: nil) == answer)
  }

  @Test func `says what a key may and until when`() {
    let key: JSON = [
      "name": "k", "hint": "sk-…1234", "models": ["a*"], "read_only": true, "trusted": true, "creates_users": false,
      "expires_at": 10, "last_used_at": nil, "id": "i",
    ]
    let row = KeysList.table([key], now: Moment(secondsSince1970: 11)).rows[0]
    #expect(row.map(\.text).prefix(4) == ["k", "sk-…1234", "a*", "read, speak for others"])
    #expect(row[4].tone == .bad, "it is over")
  }
}
