import Audit
import Domain
import Storage

extension Accounts {
  /// The tables of an Open WebUI database that are read here.
  package static let foreignTables: [ForeignExtract.Table] = [
    .init("user"), .init("auth"), .init("group"), .init("group_member"),
    .init("config", only: ("key", "user.permissions")),
  ]

  /// Takes over the people, groups and permissions of an Open WebUI database, within the caller's transaction: what is
  /// here already stays as it is.
  /// - Returns: who is who, for those who take over what these people own and are granted.
  package func takeOver(
    _ source: ForeignDatabase, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws -> Arrivals {
    try Self.check(AccessPolicy.decide(.importOpenWebUI, by: journal.caller.principal))
    var arrivals = Arrivals()
    for person in try ForeignPerson.all(in: source) {
      arrivals.people[person.id] = try Self.takeOver(person, &report, connection, journal)
    }
    arrivals.administrator =
      journal.caller.principal.id == .system ? try Self.firstAdministrator(connection) : journal.caller.principal.id
    if arrivals.administrator == nil {
      report.note(
        .noAdministrator, "this house", "Sign up before the import: the first person here becomes the administrator.")
    }
    try GroupImport(arrivals: arrivals, connection: connection, journal: journal).run(
      ForeignGroup.all(in: source), &report)
    if let sheet = try ForeignPermissions.sheet(in: source) {
      try Self.takeOver(sheet, &report, connection, journal)
    }
    return arrivals
  }

  /// - Returns: who it is here; `nil` when the person did not come over.
  private static func takeOver(
    _ person: ForeignPerson, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws -> UserID? {
    let account = person.account(at: journal.now)
    guard !person.email.isEmpty else {
      report.count(.people, \.skipped)
      report.note(.notTaken, person.id.text, "The account '\(person.name)' has no e-mail address.")
      return nil
    }
    if let ours = try Account.find(person.id, connection) {
      let differing = ours.namesOfFields(otherThan: account)
      report.count(.people, differing.isEmpty ? \.unchanged : \.skipped)
      if !differing.isEmpty { report.note(.keptAsHere, ours.email, differing.joined(separator: ", ")) }
      return ours.id
    }
    if let ours = try Account.find(email: person.email, connection) {
      report.count(.people, \.skipped)
      report.note(.addressTaken, person.email, "\(person.id) there is \(ours.id) here")
      return ours.id
    }
    if try wasDeleted("account", person.id.text, connection) {
      report.count(.people, \.skipped)
      report.note(.deletedHere, person.email)
      return nil
    }
    try account.insert(connection)
    let objection = try takeOverPassword(of: person, connection)
    report.count(.people, \.new)
    if Role(rawValue: person.role) == nil { report.note(.unknownRole, person.email, "'\(person.role)'") }
    if let objection { report.note(.noPassword, person.email, objection) }
    try journal.record(
      Act(
        .accountImport, entityType: "account", entityID: account.id.text,
        description: "Took over an account from Open WebUI", changes: account.changesOfCreation,
        details: ["password_taken_over": .bool(objection == nil)]))
    return account.id
  }

  /// - Returns: why there is no password, if so.
  private static func takeOverPassword(of person: ForeignPerson, _ connection: Connection) throws -> String? {
    guard let password = person.password else { return "there was none" }
    guard person.isActive else { return "signing in was switched off" }
    guard password.hasPrefix("$2"), password.utf8.count == 60 else { return "it is not hashed with bcrypt" }
    try connection.execute(
      """
      INSERT INTO credential (user_id, password, session_stamp)
      VALUES (\(person.id.text), \(password), \(person.sessionStamp ?? ""))
      """)
    return nil
  }

  /// Whoever was removed here must not come back by an import. The audit trail is the one place that knows; here it is
  /// only read.
  static func wasDeleted(_ entityType: String, _ id: String, _ connection: Connection) throws -> Bool {
    try connection.exists(
      """
      SELECT 1 FROM billing_audit_log
      WHERE entity_type = \(entityType) AND entity_id = \(id) AND action = \(entityType + ".delete") AND outcome = 'ok'
      """)
  }

  private static func firstAdministrator(_ connection: Connection) throws -> UserID? {
    try connection.first("SELECT id FROM user WHERE role = 'admin' ORDER BY created_at, id") {
      UserID(try $0.text("id"))
    }
  }

  /// Only where nobody has said anything yet.
  private static func takeOver(
    _ sheet: PermissionSheet, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws {
    let old = try defaultSheet(connection)
    let new = old.overridden(by: sheet)
    let changes = old.changes(to: new)
    if try connection.exists("SELECT 1 FROM default_permissions") {
      report.count(.permissions, changes.isEmpty ? \.unchanged : \.skipped)
      if !changes.isEmpty {
        report.note(.keptAsHere, "what everybody may", changes.map(\.field).joined(separator: ", "))
      }
      return
    }
    if changes.isEmpty { return report.count(.permissions, \.unchanged) }
    try store(new, connection)
    report.count(.permissions, \.new)
    for change in changes {
      report.note(
        .permissions, change.field,
        "\(change.before?.serialized() ?? "not set") before, now \(change.after?.serialized() ?? "")")
    }
    try journal.record(
      Act(
        .permissionsUpdate, entityType: "permissions", entityID: "default",
        description: "Took over from Open WebUI what everybody may", changes: changes))
  }
}

extension Account {
  fileprivate func namesOfFields(otherThan foreign: Account) -> [String] {
    [
      ("name", name == foreign.name), ("e-mail address", email == foreign.email), ("role", role == foreign.role),
      ("picture", profileImageURL == foreign.profileImageURL),
    ].compactMap { $0.1 ? nil : $0.0 }
  }
}
