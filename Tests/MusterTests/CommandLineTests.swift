import ArgumentParser
import Domain
import Foundation
import Testing

@testable import muster

@Suite struct `The command line` {
  @Test func `sends the options of a new model`() throws {
    let command = try ModelsCreate.parse([
      "tutor", "--base", "alpha", "--system", "Be kind.", "--temperature", "0.30", "--param", "stop=[\"END\"]",
      "--meta", "hidden=true", "--description", "d", "--tag", "math", "--tag", "new", "--inactive", "--grant-everyone",
    ])
    #expect(
      command.form == [
        "id": "tutor", "name": "tutor", "base_model_id": "alpha",
        "params": ["stop": ["END"], "system": "Be kind.", "temperature": .number("0.30")],
        "meta": ["hidden": true, "description": "d", "tags": [["name": "math"], ["name": "new"]]], "is_active": false,
        "access_grants": [["principal_type": "user", "principal_id": "*", "permission": "read"]],
      ])
  }

  @Test(arguments: [
    ["models", "create", "a", "--param", "stop=END"], ["models", "create", "a", "--temperature", "warm"],
    ["models", "wait", "a", "--timeout", "9"], ["models", "wait", "a", "--state", "asleep"],
    ["sign-in", "--password-stdin"], ["audit", "list", "--from", "yesterday"], ["config", "example", "--memory", "x"],
    ["models", "activate"], ["nonsense"],
  ])
  func `refuses invalid arguments with exit code 64`(_ arguments: [String]) {
    do {
      _ = try MusterCommand.parseAsRoot(arguments)
      Issue.record("'\(arguments.joined(separator: " "))' was accepted")
    } catch {
      #expect(MusterCommand.exitCode(for: error) == .validationFailure)
    }
  }

  @Test(arguments: [("1783764000", 1_783_764_000), ("2h", 1_000_000 - 7200), ("0", 0)])
  func `reads times`(_ text: String, _ seconds: Int) {
    #expect(TimeArgument(text, now: 1_000_000)?.secondsSince1970 == seconds)
  }

  @Test(arguments: ["2026-07-11", "2026-07-11 00:00", "2026-07-11T00:00:00"])
  func `reads dates`(_ text: String) throws {
    let seconds = try #require(TimeArgument(text, now: 0)?.secondsSince1970)
    #expect(Terminal.localTime(seconds) == "2026-07-11 00:00:00")
  }

  @Test(arguments: ["2026-13-01", "2026-07", "2026-07-11 25:00", "2026-07-11 1", "soon", "2026-07-11 1:2:3 4"])
  func `refuses invalid times`(_ text: String) {
    #expect(TimeArgument(text, now: 0) == nil)
  }

  @Test func `shows only the time of day for events of today`() {
    #expect(Terminal.shortLocalTime(1_783_764_000, now: 1_783_764_000).count == 8)
    #expect(Terminal.shortLocalTime(1_783_764_000, now: 1_783_764_000 + 2 * 86_400).count == 19)
  }

  @Test func `prints the whole reason of a failed model`() {
    let models: [JSON] = [
      ["base_model": "a", "state": "loaded"],
      ["base_model": "b", "state": "failed", "reason": "magic", "cause": "a crash"],
    ]
    #expect(StatusCommand.failures(models) == ["b failed: magic; a crash"])
  }

  @Test func `has a help text with an example for every command`() {
    func check(_ command: any ParsableCommand.Type) {
      let children = command.configuration.subcommands
      #expect(!command.configuration.abstract.isEmpty)
      if children.isEmpty { #expect(command.configuration.discussion.contains("muster "), "\(command)") }
      for child in children { check(child) }
    }
    check(MusterCommand.self)
  }
}

@Suite struct `The table of actions in docs/audit.md` {
  @Test func `equals the program's`() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let document = FileManager.default.contents(atPath: "/\(folder)/docs/audit.md") ?? Data()
    #expect(String(decoding: document, as: UTF8.self).hasSuffix("\n\n" + AuditAction.catalog))
  }

  @Test func `is verified by a program of at most sixty lines, without empty lines and comments`() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let document = FileManager.default.contents(atPath: "/\(folder)/docs/verify-audit.mjs") ?? Data()
    let lines = String(decoding: document, as: UTF8.self).split(separator: "\n").filter {
      !$0.hasPrefix("//") && !$0.hasPrefix("#!")
    }
    #expect(!lines.isEmpty && lines.count <= 60, "\(lines.count)")
  }
}
