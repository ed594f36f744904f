import Testing

@testable import Domain

/// Those who come to one model of Olga's.
private enum Visitor: CaseIterable {
  case guest, admin, owner, stranger, pendingReader
  case reader, writer, readerByGroup, writerByGroup, otherGroup, readerOfEverything

  var principal: Principal {
    let role: Role =
      switch self {
      case .guest, .pendingReader: .pending
      case .admin: .admin
      default: .user
      }
    let groups: [String] =
      switch self {
      case .readerByGroup, .writerByGroup: ["team"]
      case .otherGroup: ["others"]
      default: []
      }
    return Principal(
      id: self == .owner ? "olga" : "visitor", name: "V", email: "v@example.org", role: role,
      groups: groups)
  }

  var grants: [Grant] {
    switch self {
    case .guest, .admin, .owner, .stranger: []
    case .reader, .pendingReader: [.of(.user("visitor"))]
    case .writer: [.of(.user("visitor"), .write)]
    case .readerByGroup, .otherGroup: [.of(.group("team"))]
    case .writerByGroup: [.of(.group("team"), .write)]
    case .readerOfEverything: [.of(.everyone)]
    }
  }

  var mayRead: Bool {
    switch self {
    case .admin, .reader, .readerByGroup, .readerOfEverything: true
    default: false
    }
  }
}

@Suite struct `The policy` {
  private static let onModels: [Action] = [
    .readModel, .useModel, .updateModel, .switchModel, .deleteModel,
  ]

  @Test(arguments: Visitor.allCases, Action.allCases)
  private func `decides on a model for`(_ visitor: Visitor, _ action: Action) {
    let model = ModelFacts(.of(grants: visitor.grants))
    let expected: AccessPolicy.Decision =
      switch (visitor, action) {
      case (.guest, _), (.pendingReader, _): .refused(.prohibited)
      case (.admin, _): .allowed
      case _ where !visitor.mayRead: .refused(.modelNotFound)
      case (_, .readModel), (_, .useModel), (_, .listModels): .allowed
      case (_, .updateModel), (_, .switchModel), (_, .deleteModel): .refused(.notYours)
      default: .refused(.prohibited)
      }
    #expect(AccessPolicy.decide(action, on: model, by: visitor.principal) == expected)
  }

  @Test(arguments: Visitor.allCases, `The policy`.onModels)
  private func `speaks of what does not exist as of what may not be read`(
    _ visitor: Visitor, _ action: Action
  ) {
    let isPending = visitor.principal.role == .pending
    #expect(
      AccessPolicy.decide(action, on: nil, by: visitor.principal)
        == .refused(isPending ? .prohibited : .modelNotFound))
  }

  @Test(arguments: Role.allCases, Action.allCases)
  func `decides on the house for`(_ role: Role, _ action: Action) {
    let principal = Principal(id: "visitor", name: "V", email: "", role: role)
    let isAllowed = role == .admin || role == .user && action == .listModels
    #expect(
      AccessPolicy.decide(action, by: principal) == (isAllowed ? .allowed : .refused(.prohibited)))
  }

  @Test func `takes names apart that only look alike`() {
    let model = ModelFacts(.of(grants: [.of(.user("\u{e9}")), .of(.group("\u{e9}quipe"))]))
    for (id, group, mayRead) in [
      ("\u{e9}", "", true), ("x", "\u{e9}quipe", true), ("e\u{301}", "", false),
      ("x", "e\u{301}quipe", false),
    ] {
      let principal = Principal(
        id: UserID(id), name: "", email: "", role: .user, groups: [group])
      #expect(
        AccessPolicy.decide(.readModel, on: model, by: principal)
          == (mayRead ? .allowed : .refused(.modelNotFound)), "\(id) \(group)")
    }
  }

  @Test func `has attempts to change and to use recorded, and mere looks not`() {
    #expect(
      Action.allCases.filter { !$0.isRecordedWhenRefused } == [
        .listModels, .readModel, .readResidency, .readAudit,
      ])
  }
}
