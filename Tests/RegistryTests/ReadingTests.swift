import Domain
import Storage
import Testing

@testable import Registry

@Suite struct `Reading a model` {
  @Test func `shows those who may only read neither parameters nor grants`() async throws {
    let instance = try await TestInstance()
    let model = try await instance.registry.create(
      .preset(params: ["system": "secret"], meta: ["description": "open"], grants: [.readByAll]), as: .olga)
    var seen = model
    seen.content.params = [:]
    seen.grants = []
    let read = try await instance.registry.model("poet", as: .ivan)
    #expect(read.model == seen)
    #expect(read.mayWrite == false)
    #expect(try await instance.registry.model("poet", as: .olga).mayWrite)
  }

  @Test func `names its owner while the account is there`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    try await instance.addAccount("olga", name: "Olga Ω")
    #expect(
      try await instance.registry.model("poet", as: .olga).owner
        == SeenModel.Owner(id: UserID("olga"), name: "Olga Ω", email: "olga@example.org", role: "admin"))
  }

  @Test func `is refused with the same text when it does not exist and when the caller has no access`() async throws {
    let instance = try await TestInstance()
    _ = try await instance.registry.create(.preset(), as: .olga)
    for id: ModelID in ["poet", "none", "Poet"] {
      await #expect(throws: Refusal.modelNotFound) { try await instance.registry.model(id, as: .ivan) }
    }
    await #expect(throws: Refusal.prohibited) { try await instance.registry.model("poet", as: .pia) }
    #expect(try await instance.trail() == ["model.create poet ok"], "a mere look leaves no trace")
  }
}

@Suite struct `The list of models` {
  private func instance() async throws -> TestInstance {
    let instance = try await TestInstance()
    for form in [
      ModelForm.base(),
      .preset("poet", name: "Ärger", meta: ["tags": ["verse", "fun"]], grants: [.readByAll]),
      .preset("coder", on: "beta", name: "coder", meta: ["tags": ["work"]]),
      .preset("org/X:7b", name: "Zed", isActive: false),
    ] { _ = try await instance.registry.create(form, as: .olga) }
    return instance
  }

  private func ids(_ instance: TestInstance, _ query: ModelListQuery, as caller: Caller = .olga) async throws
    -> [String]
  {
    let page = try await instance.registry.list(query, as: caller)
    return page.models.map(\.model.id.text)
  }

  @Test(arguments: [
    (ModelListQuery(kind: .all, order: .name, isAscending: true), ["alpha", "org/X:7b", "coder", "poet"]),
    (ModelListQuery(kind: .base), ["alpha"]),
    (ModelListQuery(order: .name), ["poet", "coder", "org/X:7b"]),
    (ModelListQuery(text: "ärg"), ["poet"]), (ModelListQuery(text: "ÄRG"), ["poet"]),
    (ModelListQuery(text: "x:7B"), ["org/X:7b"]), (ModelListQuery(text: "BETA"), ["coder"]),
    (ModelListQuery(text: "%"), []), (ModelListQuery(text: "'"), []),
    (ModelListQuery(tag: "fun"), ["poet"]), (ModelListQuery(tag: "FUN"), []),
    (ModelListQuery(isActive: false), ["org/X:7b"]),
    (ModelListQuery(ownership: .shared), []),
    (ModelListQuery(ownership: .created, order: .creation, isAscending: true), ["coder", "org/X:7b", "poet"]),
  ])
  func `contains the models that match, in the requested order`(_ query: ModelListQuery, _ expected: [String])
    async throws
  {
    let instance = try await instance()
    #expect(try await ids(instance, query) == expected)
    #expect(try await instance.registry.list(query, as: .olga).total == expected.count)
  }

  @Test func `has pages that miss nothing and repeat nothing`() async throws {
    let instance = try await TestInstance()
    for number in 0..<7 { _ = try await instance.registry.create(.preset(ModelID(stored: "p\(number)")), as: .olga) }
    var seen: [String] = []
    for page in 1...4 { seen += try await ids(instance, ModelListQuery(isAscending: true, limit: 2, page: page)) }
    #expect(seen == (0..<7).map { "p\($0)" })
    #expect(
      try await instance.registry.list(ModelListQuery(limit: 2, page: 9), as: .olga) == .init(models: [], total: 7))
  }

  @Test func `shows each user only what they may see, in the total as well`() async throws {
    let instance = try await instance()
    let page = try await instance.registry.list(ModelListQuery(kind: .all), as: .ivan)
    #expect(page.models.map(\.model.id) == ["poet"])
    #expect(page.total == 1)
    #expect(try await instance.registry.tags(as: .ivan) == ["fun", "verse"])
    #expect(try await instance.registry.tags(as: .olga) == ["fun", "verse", "work"])
    await #expect(throws: Refusal.prohibited) { try await instance.registry.list(ModelListQuery(), as: .pia) }
  }

  @Test func `of what is open for use leaves out what is off, and what stands on what is off`() async throws {
    let instance = try await instance()
    func open() async throws -> [String] {
      let names = try await instance.registry.openModelNames(as: .olga).map(\.id.text)
      #expect(try await instance.registry.openModels(as: .olga).map(\.model.id.text) == names)
      return names
    }
    #expect(try await open() == ["alpha", "coder", "poet"])
    _ = try await instance.registry.setActive("alpha", to: .off, reason: nil, as: .olga)
    #expect(try await open() == ["coder"])
    #expect(try await instance.registry.openModelNames(only: "coder", as: .olga).map(\.name) == ["coder"])
    #expect(try await instance.registry.openModelNames(only: "poet", as: .olga) == [])
    #expect(try await instance.registry.openModelNames(only: "coder", as: .ivan) == [])
  }

  @Test func `of base models, and the way from a model to its weights, is for administrators`() async throws {
    let instance = try await instance()
    #expect(try await instance.registry.baseModels(as: .olga).map(\.id) == ["alpha"])
    #expect(try await instance.registry.weights(of: "coder", for: .changeResidency, as: .olga) == "beta")
    #expect(try await instance.registry.weights(of: "beta", for: .changeResidency, as: .olga) == "beta")
    await #expect(throws: Refusal.prohibited) { try await instance.registry.baseModels(as: .ivan) }
    await #expect(throws: Refusal.prohibited) {
      try await instance.registry.weights(of: "poet", for: .changeResidency, as: .ivan)
    }
  }
}

extension TestInstance {
  func addAccount(_ id: String, name: String) async throws {
    _ = try await database.write { connection in
      try connection.execute(
        """
        INSERT INTO user (id, name, email, role, profile_image_url, created_at, updated_at)
        VALUES (\(id), \(name), \("\(id)@example.org"), 'admin', '', 1, 1)
        """)
    }
  }
}
