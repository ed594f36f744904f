import Domain
import Storage
import Testing

@testable import Audit
@testable import Registry

/// What is asked on each request costs the same with many models as with few.
@Suite struct `The plan of a query` {
  private func plan(_ sql: SQL) async throws -> [String] {
    let house = try await House()
    return try await house.database.read { try $0.plan(of: sql) }
  }

  /// The steps of a plan that walk over a whole table.
  private func scans(_ plan: [String], of table: String = "model") -> [String] {
    plan.filter { $0.hasPrefix("SCAN \(table)") }
  }

  private static let reader = Caller.of("ivan", .user, groups: ["a", "b"]).principal
  private static let admin = Caller.olga.principal

  @Test(arguments: [
    Registry.row(of: "poet"), Registry.admissionRow(of: "poet"), Registry.ownEntry(of: "alpha"),
    Registry.grantRows(of: "poet"), Demand.wanted("alpha"),
    Registry.openRows(only: "poet", for: admin), Registry.openRows(only: "poet", for: reader),
  ])
  func `for one model searches by index and walks over nothing`(_ sql: SQL) async throws {
    let plan = try await plan(sql)
    #expect(plan.contains { $0.hasPrefix("SEARCH") })
    for table in ["model", "access_grant", "user", "base"] { #expect(scans(plan, of: table) == [], "\(plan)") }
  }

  @Test(arguments: ModelListQuery.Order.allCases, [true, false])
  func `for a page of the list follows an index and sorts nothing`(
    _ order: ModelListQuery.Order, _ isAscending: Bool
  ) async throws {
    for query in [
      ModelListQuery(order: order, isAscending: isAscending),
      ModelListQuery(kind: .all, isActive: true, order: order, isAscending: isAscending),
    ] {
      let plan = try await plan(query.rows(for: Self.admin))
      #expect(scans(plan).allSatisfy { $0.contains("USING INDEX") }, "\(plan)")
      // One sorts the few grants of each model on the page.
      #expect(plan.count { $0.hasPrefix("USE TEMP B-TREE") } == 1, "\(plan)")
      #expect(plan.firstIndex(of: "USE TEMP B-TREE FOR ORDER BY") == plan.firstIndex(of: "SCAN g").map { $0 - 1 })
    }
  }

  @Test func `for a reader's page begins with the grants, not with the models`() async throws {
    for sql in [ModelListQuery(kind: .all).count(for: Self.reader), ModelListQuery().rows(for: Self.reader)] {
      let plan = try await plan(sql)
      #expect(scans(plan).allSatisfy { $0.contains("USING INDEX") }, "\(plan)")
      #expect(scans(plan, of: "access_grant") == [], "\(plan)")
    }
  }

  @Test func `for a tag searches by the tag`() async throws {
    let plan = try await plan(ModelListQuery(tag: "fun").count(for: Self.admin))
    #expect(scans(plan) == [], "\(plan)")
  }

  @Test(arguments: [
    AuditQuery(), AuditQuery(entityType: "model", entityID: "poet"), AuditQuery(userID: "olga"),
    AuditQuery(action: "model.create"),
  ])
  func `for a page of the audit trail sorts nothing`(_ query: AuditQuery) async throws {
    let plan = try await plan(query.rows)
    #expect(!plan.contains("USE TEMP B-TREE FOR ORDER BY"), "\(plan)")
    if query != AuditQuery() { #expect(scans(plan, of: "billing_audit_log") == [], "\(plan)") }
  }
}
