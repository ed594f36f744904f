import Domain
import Testing

@testable import Server

@Suite struct `A model's form` {
  private func form(_ text: String, id: String? = nil, ifMatch: String? = nil) throws -> ModelForm {
    try ModelForm(JSON(parsing: text), id: id, ifMatch: ifMatch)
  }

  @Test func `distinguishes a missing field from null`() throws {
    let silent = try form(#"{"id": "a", "name": "A", "meta": {}, "params": {}}"#)
    #expect(silent.baseModelID == nil && silent.grants == nil && silent.isActive == nil)
    let explicit = try form(#"{"id": "a", "name": "A", "meta": {}, "params": {}, "base_model_id": null}"#)
    #expect(explicit.baseModelID == .some(nil))
  }

  @Test func `takes the id from the query when the body has none`() throws {
    #expect(try form(#"{"name": "A", "meta": {}, "params": {}}"#, id: "a/b").id == ModelID(stored: "a/b"))
  }

  private static let seen: [(member: String, ifMatch: String?, seen: SeenRevision?)] = [
    (#", "revision": 7"#, nil, .number(7)), (#", "version_id": "x""#, nil, .versionID("x")),
    ("", "\"3\"", .number(3)), ("", "W/\"3\"", .number(3)), ("", "*", nil),
  ]

  @Test(arguments: seen)
  func `says which revision was seen`(member: String, ifMatch: String?, seen: SeenRevision?) throws {
    #expect(
      try form(#"{"id": "a", "name": "A", "meta": {}, "params": {}\#(member)}"#, ifMatch: ifMatch).seen == seen)
  }

  @Test func `reports all problems at once`() throws {
    do {
      _ = try form(#"{"name": 1, "meta": [], "access_grants": [{"permission": "own"}], "is_active": "yes"}"#)
      #expect(Bool(false), "a refusal expected")
    } catch let refusal as Refusal {
      #expect(
        refusal.fields.map { $0.location.dropFirst().joined(separator: ".") } == [
          "id", "name", "params", "meta", "access_grants.0", "is_active",
        ])
    }
  }
}
