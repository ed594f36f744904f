import Testing

@testable import Domain

@Suite struct `A model's id` {
  @Test(arguments: [
    "a", "alpha", "org/naïve:7b", "模型", "🦙", "..", "-", "%2F", "a\u{200b}b", "e\u{301}",
    String(repeating: "x", count: 256), String(repeating: "🦙", count: 128),
  ])
  func `is any text without blanks`(_ text: String) throws {
    #expect(try ModelID(text).text == text)
  }

  @Test(arguments: [
    ("", "model.bad_id", Refusal.Kind.invalid), ("a b", "model.bad_id", .invalid),
    ("a\t", "model.bad_id", .invalid), ("\u{0}", "model.bad_id", .invalid),
    ("a\u{a0}b", "model.bad_id", .invalid), ("a\u{3000}b", "model.bad_id", .invalid),
    ("a\u{2028}b", "model.bad_id", .invalid), ("a\u{7f}", "model.bad_id", .invalid),
    ("a\u{85}", "model.bad_id", .invalid),
    (String(repeating: "x", count: 257), "model.id_too_long", .malformed),
    (String(repeating: "🦙", count: 129), "model.id_too_long", .malformed),
  ])
  func `is refused otherwise`(_ text: String, _ code: String, _ kind: Refusal.Kind) {
    let refusal = #expect(throws: Refusal.self) { try ModelID(text) }
    #expect(refusal?.code == code)
    #expect(refusal?.kind == kind)
  }

  @Test func `is compared byte by byte`() {
    let composed: ModelID = "\u{e9}"
    let decomposed: ModelID = "e\u{301}"
    #expect(composed.text == decomposed.text, "Swift takes the two for equal, Muster does not")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed, "\u{e9}"]).count == 2)
    #expect(
      ["b", "a", "B", "é", "ab"].map(ModelID.init(stored:)).sorted() == ["B", "a", "ab", "b", "é"])
  }
}

@Suite struct `The form of a model` {
  private func problems(
    name: String = "Poet", params: JSON.Object = [:], meta: JSON.Object = [:]
  ) -> [String] {
    ModelForm(id: "poet", name: name, content: ModelContent(params: params, meta: meta))
      .problems().map { "\($0.location.joined(separator: ".")): \($0.message)" }
  }

  @Test func `is accepted with whatever else it holds`() {
    #expect(
      problems(
        params: [
          "temperature": .number("0.7"), "top_k": .null, "stop": ["a", "b"], "system": "Rhyme.",
          "custom_params": ["x": 1], "unheard_of": [true],
        ],
        meta: ["description": .null, "muster": ["locked": ["temperature"]], "x": ["y": 1]]) == [])
    #expect(problems(params: ["stop": "one"]) == [])
  }

  @Test(arguments: [
    ("", "The name is empty. Enter a name."),
    (" \u{3000}", "The name is empty. Enter a name."),
    (String(repeating: "x", count: 1001), "The name is longer than 1000 characters."),
    ("a\nb", "The name contains a control character."),
  ])
  func `needs a name`(_ name: String, _ message: String) {
    #expect(problems(name: name) == ["body.name: \(message)"])
  }

  @Test(
    arguments: [
      ("temperature", "0.7", "must be a number"), ("num_ctx", [4096], "must be a number"),
      ("seed", true, "must be a number"), ("system", 1, "must be a text"),
      ("reasoning_effort", ["low"], "must be a text"), ("custom_params", "x", "must be an object"),
      ("model_controls", [], "must be an object"), ("stop", [1], "must be a list of texts"),
      ("stop", [:], "must be a list of texts"),
    ] as [(String, JSON, String)])
  func `is told which parameter is of the wrong kind`(
    _ key: String, _ value: JSON, _ message: String
  ) {
    #expect(problems(params: [key: value]) == ["body.params.\(key): \(message)"])
  }

  @Test func `tells all problems at once`() {
    #expect(
      problems(name: "", params: ["top_p": "x", "seed": "y"], meta: ["muster": ["locked": [1]]])
        == [
          "body.name: The name is empty. Enter a name.",
          "body.params.top_p: must be a number", "body.params.seed: must be a number",
          "body.meta.muster.locked: must be a list of parameter names",
        ])
  }

  @Test func `has a bounded size`() {
    let large: JSON.Object = ["x": .string(String(repeating: "x", count: 1 << 20))]
    #expect(
      problems(params: large, meta: large) == [
        "body.params: must be at most 1048576 bytes",
        "body.meta: must be at most 1048576 bytes",
      ])
  }
}

@Suite struct `A model's content` {
  @Test func `names its tags once each, however they are written`() {
    let content = ModelContent(meta: [
      "tags": [["name": "b"], "a", ["name": "b"], ["x": 1], 7, " ", ["name": "ä"]]
    ])
    #expect(content.tags == ["b", "a", "ä"])
    #expect(ModelContent(meta: ["tags": "a"]).tags == [])
  }

  @Test func `names the parameters that win over the client's`() {
    #expect(
      ModelContent(meta: ["muster": ["locked": ["seed", "top_p"]]]).lockedParameters
        == ["seed", "top_p"])
    #expect(ModelContent(meta: ["muster": ["locked": [1]]]).lockedParameters == [])
    #expect(ModelContent(meta: ["muster": 1]).lockedParameters == [])
  }
}

@Suite struct `What changed in a model` {
  @Test func `is told field by field, with before and after`() {
    let old = Model.of(
      params: ["seed": 1, "top_p": .number("0.5"), "same": ["a": 1, "b": 2]],
      meta: ["description": "old"],
      grants: [.of(.everyone)])
    var new = Model.of(
      owner: "ivan", base: "beta", name: "Bard",
      params: ["same": ["b": 2, "a": 1], "seed": 2, "stop": ["x"]], meta: ["description": .null],
      grants: [.of(.group(GroupID("writers")), .write)], isActive: false)
    new.revision = 9
    #expect(
      old.changes(to: new) == [
        FieldChange("name", before: "Poet", after: "Bard"),
        FieldChange("base_model_id", before: "alpha", after: "beta"),
        FieldChange("is_active", before: true, after: false),
        FieldChange("user_id", before: "olga", after: "ivan"),
        FieldChange(
          "access_grants",
          before: [["principal_type": "user", "principal_id": "*", "permission": "read"]],
          after: [
            ["principal_type": "group", "principal_id": "writers", "permission": "write"]
          ]),
        FieldChange("params.seed", before: 1, after: 2),
        FieldChange("params.top_p", before: .number("0.5"), after: nil),
        FieldChange("params.stop", before: nil, after: ["x"]),
        FieldChange("meta.description", before: "old", after: .null),
      ])
  }

  @Test func `is nothing when nothing did`() {
    #expect(Model.of(params: ["a": 1, "b": 2]).changes(to: .of(params: ["b": 2, "a": 1])) == [])
  }

  @Test func `is everything when it is created or deleted`() {
    let model = Model.of(base: nil, params: ["seed": 1])
    let fields: [(String, JSON)] = [
      ("name", "Poet"), ("base_model_id", .null), ("is_active", true), ("user_id", "olga"),
      ("params", ["seed": 1]), ("meta", [:]), ("access_grants", []),
    ]
    #expect(
      model.changesOfCreation == fields.map { FieldChange($0.0, before: nil, after: $0.1) })
    #expect(
      model.changesOfDeletion == fields.map { FieldChange($0.0, before: $0.1, after: nil) })
    #expect(model.snapshot.keys == fields.map(\.0))
  }

  @Test(arguments: [
    (Grant.Grantee.everyone, "user", "*"), (.user("olga"), "user", "olga"),
    (.group(GroupID("writers")), "group", "writers"), (.group(GroupID("*")), "group", "*"),
  ])
  func `names grantees as the wire does`(_ grantee: Grant.Grantee, _ type: String, _ id: String) {
    #expect(grantee.type == type)
    #expect(grantee.principalID == id)
    #expect(Grant.Grantee(type: type, principalID: id) == grantee)
    #expect(Grant.Grantee(type: "robot", principalID: id) == nil)
  }
}
