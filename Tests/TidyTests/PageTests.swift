import Foundation
import Testing

/// The server answers with the page only at the page's own addresses.
@Suite struct `The web page` {
  private static func text(_ path: String) -> String {
    (Project.swift + Project.typeScript).first { $0.path == path }?.code.joined(separator: "\n") ?? ""
  }

  private static func all(_ pattern: Regex<(Substring, Substring)>, in text: String) -> Set<String> {
    Set(text.matches(of: pattern).map { String($0.output.1) })
  }

  @Test func `is served at all of its addresses, and at no other`() throws {
    let served = Self.all(/"(\/[^"]*)"/, in: Self.text("Sources/Server/Page/PageAddresses.swift"))
    let places = Self.all(/"(\/[^"]*)": \{/, in: Self.text("Web/src/frame/pages.ts"))
    let parts = try #require(
      Self.text("Web/src/pages/model/modelParts.ts").firstMatch(of: /modelParts = \[([^\]]*)\]/)?.output.1)
    let homes = try #require(Self.text("Web/src/state/location.ts").firstMatch(of: /homes = \[([^\]]*)\]/)?.output.1)
    #expect(places.count > 10)
    #expect(
      served
        == places.union(Self.all(/"([^"]+)"/, in: String(parts)).map { "/models/\($0)" })
        .union(Self.all(/"([^"]+)"/, in: String(homes))),
      "Sources/Server/Page/PageAddresses.swift names what Web/src/frame/pages.ts has")
  }
}
