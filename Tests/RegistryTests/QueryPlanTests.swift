import Domain
import Storage
import Testing

@testable import Accounts
@testable import Audit
@testable import Registry

/// What is asked on each request costs the same with many models as with few.
@Suite struct `The plan of a query` {
  private func plan(_ sql: SQL) async throws -> [String] {
    let instance = try await TestInstance()
    return try await instance.database.read { try $0.plan(of: sql) }
  }

  /// The steps of a plan that walk over a whole table.
  private func scans(_ plan: [String], of table: String = "model") -> [String] {
    plan.filter { $0.hasPrefix("SCAN \(table)") }
  }

  private static let reader = Caller.of("ivan", .user, groups: ["a", "b", "c"]).principal
  private static let admin = Caller.olga.principal

  @Test(arguments: [
    Registry.row(of: "poet"), Registry.admissionRow(of: "poet"), Registry.ownEntry(of: "alpha"),
    Registry.grantRows(of: "poet"), DesiredState.rows(of: ["alpha", "beta"]),
    Registry.openRows(only: "poet", for: admin), Registry.openRows(only: "poet", for: reader),
  ])
  func `for one model searches by index and scans nothing`(_ sql: SQL) async throws {
    let plan = try await plan(sql)
    #expect(plan.contains { $0.hasPrefix("SEARCH") })
    for table in ["model", "access_grant", "user", "base"] { #expect(scans(plan, of: table) == [], "\(plan)") }
  }

  @Test(arguments: ModelListQuery.Order.allCases, [true, false])
  func `for a page of the list follows an index and sorts only the page`(
    _ order: ModelListQuery.Order, _ isAscending: Bool
  ) async throws {
    for query in [
      ModelListQuery(order: order, isAscending: isAscending),
      ModelListQuery(kind: .all, isActive: true, order: order, isAscending: isAscending),
    ] {
      let plan = try await plan(query.rows(for: Self.admin))
      #expect(scans(plan).allSatisfy { $0.contains(" INDEX ") }, "\(plan)")
      // One sorts the few grants of each model on the page, one the page itself once more; none the models.
      #expect(plan.count { $0.hasPrefix("USE TEMP B-TREE") } == 2, "\(plan)")
      #expect(plan.firstIndex(of: "USE TEMP B-TREE FOR ORDER BY") == plan.firstIndex(of: "SCAN g").map { $0 - 1 })
    }
  }

  @Test(arguments: [
    ModelListQuery(kind: .all, isHidden: true).count(for: admin), ModelListQuery(baseModel: "alpha").count(for: admin),
    ModelListQuery(kind: .all, weights: ["alpha", "beta"]).count(for: admin),
  ])
  func `for what is hidden or stands on certain weights searches by index`(_ sql: SQL) async throws {
    let plan = try await plan(sql)
    #expect(scans(plan).allSatisfy { $0.contains("hidden_model") }, "\(plan)")
  }

  /// In three of however many groups.
  @Test(arguments: [
    ModelListQuery(kind: .all).count(for: reader), ModelListQuery().count(for: reader),
    ModelListQuery().rows(for: reader),
    ModelListQuery(kind: .all, order: .name).rows(for: reader), Registry.openRows(only: nil, for: reader),
    ModelListQuery(kind: .all, isHidden: true, baseModel: "alpha").rows(for: reader),
    Registry.accessibleCount(to: reader), Registry.accessibleRows(to: reader, page: 1),
    "SELECT id FROM model WHERE \(AccessSQL.allows(.write, to: reader))",
  ])
  func `for what a reader may see begins with the grants and scans no table`(_ sql: SQL) async throws {
    let plan = try await plan(sql)
    #expect(plan.contains { $0.hasPrefix("SEARCH access_grant USING COVERING INDEX") }, "\(plan)")
    for table in ["model", "access_grant", "own", "preset", "base", "user"] {
      #expect(scans(plan, of: table) == [], "\(plan)")
    }
  }

  @Test(arguments: [
    Accounts.groupsThatCount(for: UserID("ivan")), "SELECT \(Account.columns) FROM user WHERE id = 'ivan'",
    "SELECT \(APIKey.columns) FROM api_key WHERE hash = 'x'",
  ])
  func `for the caller's rights scans no table`(_ sql: SQL) async throws {
    let plan = try await plan(sql)
    for table in ["user", "user_group", "group_member", "api_key", "below"] {
      #expect(scans(plan, of: table) == [], "\(plan)")
    }
  }

  @Test func `for a tag searches by the tag`() async throws {
    let plan = try await plan(ModelListQuery(tag: "fun").count(for: Self.admin))
    #expect(scans(plan) == [], "\(plan)")
  }

  @Test(arguments: [
    AuditQuery(), AuditQuery(entityType: "model", entityID: "poet"), AuditQuery(userID: "olga"),
    AuditQuery(action: "model.create"), AuditQuery(entityType: "model"), AuditQuery(outcome: .denied),
    AuditQuery(from: Timestamp(seconds: 1), to: Timestamp(seconds: 2)),
    AuditQuery(userID: "olga", before: .init(sequence: 1)),
    AuditQuery(userID: "olga", outcome: .denied), AuditQuery(text: "poet"),
  ])
  func `for a page of the audit trail sorts no more than what it has found`(_ query: AuditQuery) async throws {
    let plan = try await plan(query.rows(query.isByWords ? "poet" : nil))
    // A period is found by time and shown in the order of the log: its numbers are sorted, out of the index alone.
    if query.from != nil {
      #expect(plan.contains { $0.hasPrefix("SEARCH audit_index USING COVERING INDEX audit_index_by_time") }, "\(plan)")
    } else {
      #expect(!plan.prefix { $0 != "SCAN found" }.contains("USE TEMP B-TREE FOR ORDER BY"), "\(plan)")
    }
    if query != AuditQuery() { #expect(scans(plan, of: "audit_index") == [], "\(plan)") }
  }
}
