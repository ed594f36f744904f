import FoundationEssentials
import Testing

@testable import muster

@Suite struct `The table of keys` {
  @Test func `makes an example that is valid and has no warnings`() throws {
    let loaded = try ConfigurationFixture.read(ConfigurationExample.text())
    #expect(loaded.warnings.isEmpty)
    #expect(loaded.settings.allSatisfy { $0.origin != .standard })
    #expect(loaded.configuration.runtimes.first?.memoryBytes == 16 << 30)
  }

  /// The example's host names are placeholders: nothing may be sent to them.
  @Test func `makes an example that publishes nothing to other hosts`() throws {
    let audit = try ConfigurationFixture.read(ConfigurationExample.text()).configuration.audit
    #expect(audit.publishSyslog == nil)
    #expect(audit.publishWebhook == nil)
  }

  @Test func `makes an example for a program with an awkward path`() throws {
    let path = "/opt/my \"models\"/bin, x/llama-server"
    let loaded = try ConfigurationFixture.read(ConfigurationExample.text(program: path, memory: "4GiB"))
    #expect(loaded.configuration.runtimes.first?.command.first == path)
    #expect(loaded.configuration.runtimes.first?.memoryBytes == 4 << 30)
  }

  @Test func `equals the tables in docs/configuration.md`() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let document = FileManager.default.contents(atPath: "/\(folder)/docs/configuration.md") ?? Data()
    let lines = String(decoding: document, as: UTF8.self).split(separator: "\n").map(String.init)
    let rows =
      ConfigurationTable.top.map { Self.row($0.name, $0.standard, $0.explanation, $0.allowed) }
      + RuntimeTable.all.map { key, variants in
        let list =
          variants.count == RuntimeTable.variants.count ? "all" : variants.map(\.name).joined(separator: ", ")
        return Self.row(key.name, key.standard, "\(list) | \(key.explanation)", key.allowed)
      }
    let missing = rows.filter { !lines.contains($0) }
    #expect(missing.isEmpty, "docs/configuration.md lacks:\n\(missing.joined(separator: "\n"))")
  }

  private static func row(_ name: String, _ standard: String?, _ explanation: String, _ allowed: String) -> String {
    "| `\(name)` | \(standard.map { "`\($0)`" } ?? "required") | \(explanation) | \(allowed) |"
  }
}
