import ArgumentParser
import Domain
import Testing

@testable import muster

@Suite struct `The commands for users, groups and keys` {
  @Test(arguments: [
    ["users", "create", "u@example.org"], ["users", "create", "u@example.org", "--name", "U", "--role", "king"],
    ["users", "update", "u@example.org"], ["users", "update", "u", "--password-stdin", "--ask-password"],
    ["groups", "update", "g"], ["groups", "update", "g", "--parent", "h", "--no-parent"],
    ["groups", "create", "g", "--allow", "models"], ["groups", "add-members", "g"],
    ["groups", "create", "g", "--allow", "a.b", "--disallow", "a.b"],
    ["permissions", "set"], ["permissions", "set", "workspace.models"], ["permissions", "set", "workspace.models=yes"],
    ["keys", "create"], ["keys", "create", "k", "--expires", "90"], ["keys", "create", "k", "--expires", "0"],
    ["keys", "create", "k", "--creates-users"],
  ])
  func `refuse invalid arguments`(_ arguments: [String]) {
    do {
      _ = try MusterCommand.parseAsRoot(arguments)
      Issue.record("'\(arguments.joined(separator: " "))' was accepted")
    } catch {
      #expect(MusterCommand.exitCode(for: error) == .validationFailure)
    }
  }

  @Test func `send the options of a new key`() throws {
    let now = TimeArgument(secondsSince1970: 1000)
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

  @Test func `change only the given fields of a group`() throws {
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

  @Test func `find a group by its id before its name`() {
    let groups: [JSON] = [["id": "1", "name": "2"], ["id": "2", "name": "Class"]]
    #expect(Directory.group("2", among: groups)?["id"] == "2")
    #expect(Directory.group("CLASS", among: groups)?["id"] == "2")
    #expect(Directory.group("", among: groups) == nil)
  }

  @Test func `refuse an unknown permission`() {
    let known = [PermissionName(section: "workspace", name: "models"), PermissionName(section: "chat", name: "edit")]
    let message = { (name: String) in
      PermissionName.unknown([known[1], PermissionName(section: "workspace", name: name)], known: known)
    }
    #expect(message("models") == nil)
    #expect(message("model") == "There is no permission 'workspace.model'. Did you mean 'workspace.models'?")
    #expect(message("aeroplanes")?.contains("muster permissions show") == true)
  }

  @Test func `filter users by role`() {
    let answer: JSON = ["users": [["role": "user"], ["role": "pending"]], "total": 2]
    #expect(UsersList.narrowed(answer, to: .pending) == ["users": [["role": "pending"]], "total": 1])
    #expect(UsersList.narrowed(answer, to: nil) == answer)
  }

  @Test func `show the access and the end of a key`() {
    let key: JSON = [
      "name": "k", "hint": "sk-…1234", "models": ["a*"], "read_only": true, "trusted": true, "creates_users": false,
      "expires_at": 10, "last_used_at": nil, "id": "i",
    ]
    let row = KeysList.table([key], now: TimeArgument(secondsSince1970: 11)).rows[0]
    #expect(row.map(\.text).prefix(4) == ["k", "sk-…1234", "a*", "read, act on behalf of users"])
    #expect(row[4].tone == .bad, "it has expired")
  }
}
