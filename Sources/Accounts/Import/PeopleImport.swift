import Audit
import Domain
import Storage

extension Accounts {
  /// The tables of an Open WebUI database that are read here.
  package static let foreignTables: [ForeignExtract.Table] = [
    .init("user"), .init("auth"), .init("group"), .init("group_member"),
    .init("config", only: ("key", "user.permissions")),
  ]

  /// Imports users, groups and permissions of an Open WebUI database within the caller's transaction. Those that exist
  /// here stay as they are.
  /// - Returns: the ids of the imported users here, for owners and grants of models.
  package func importPeopleAndGroups(
    _ source: ForeignDatabase, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws -> UserMapping {
    try Self.check(AccessPolicy.decide(.importOpenWebUI, by: journal.caller.principal))
    var mapping = UserMapping()
    for person in try ForeignPerson.all(in: source) {
      mapping.people[person.id] = try Self.importPerson(person, &report, connection, journal)
    }
    mapping.administrator =
      journal.caller.principal.id == .system ? try Self.firstAdministrator(connection) : journal.caller.principal.id
    if mapping.administrator == nil {
      report.note(
        .noAdministrator, "this instance", "Sign up before the import: the first user becomes the administrator.")
    }
    try GroupImport(mapping: mapping, connection: connection, journal: journal).run(
      ForeignGroup.all(in: source), &report)
    if let sheet = try ForeignPermissions.sheet(in: source) {
      try Self.importPermissions(sheet, &report, connection, journal)
    }
    return mapping
  }

  /// - Returns: the user's id here; `nil` when the user was skipped.
  private static func importPerson(
    _ person: ForeignPerson, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws -> UserID? {
    let account = person.account(at: journal.now)
    guard !person.email.isEmpty else {
      report.count(.people, \.skipped)
      report.note(.notImported, person.id.text, "the account '\(person.name)' has no email address")
      return nil
    }
    if let ours = try Account.find(person.id, connection) {
      let differing = ours.namesOfFields(otherThan: account)
      report.count(.people, differing.isEmpty ? \.unchanged : \.skipped)
      if !differing.isEmpty { report.note(.notOverwritten, ours.email, differing.joined(separator: ", ")) }
      return ours.id
    }
    if let ours = try Account.find(email: person.email, connection) {
      report.count(.people, \.skipped)
      report.note(.addressTaken, person.email, "\(person.id) in Open WebUI, \(ours.id) here")
      return ours.id
    }
    if try wasDeleted("account", person.id.text, connection) {
      report.count(.people, \.skipped)
      report.note(.deletedHere, person.email)
      return nil
    }
    try account.insert(connection)
    let objection = try importPassword(of: person, connection)
    report.count(.people, \.new)
    if Role(rawValue: person.role) == nil { report.note(.unknownRole, person.email, "'\(person.role)'") }
    if let objection { report.note(.noPassword, person.email, objection) }
    try journal.record(
      Act(
        .accountImport, entityType: "account", entityID: account.id.text,
        description: "Imported an account from Open WebUI", changes: account.changesOfCreation,
        details: ["password_imported": .bool(objection == nil)]))
    return account.id
  }

  /// - Returns: why the password was not imported, if so.
  private static func importPassword(of person: ForeignPerson, _ connection: Connection) throws -> String? {
    guard let password = person.password else { return "it has none" }
    guard person.isActive else { return "its password sign-in was disabled" }
    guard password.hasPrefix("$2"), password.utf8.count == 60 else { return "its password is not hashed with bcrypt" }
    try connection.execute(
      """
      INSERT INTO credential (user_id, password, session_stamp)
      VALUES (\(person.id.text), \(password), \(person.sessionStamp ?? ""))
      """)
    return nil
  }

  /// Users and groups that were removed here must not be imported again. Only the audit trail knows of them; this module
  /// reads its view.
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

  /// Only when the default permissions were never changed here.
  private static func importPermissions(
    _ sheet: PermissionSheet, _ report: inout ImportReport, _ connection: Connection, _ journal: Journal
  ) throws {
    let old = try defaultSheet(connection)
    let new = old.overridden(by: sheet)
    let changes = old.changes(to: new)
    if try connection.exists("SELECT 1 FROM default_permissions") {
      report.count(.permissions, changes.isEmpty ? \.unchanged : \.skipped)
      if !changes.isEmpty {
        report.note(.notOverwritten, "default permissions", changes.map(\.field).joined(separator: ", "))
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
        description: "Imported the default permissions from Open WebUI", changes: changes))
  }
}

extension Account {
  fileprivate func namesOfFields(otherThan foreign: Account) -> [String] {
    [
      ("name", name == foreign.name), ("email address", email == foreign.email), ("role", role == foreign.role),
      ("image", profileImageURL == foreign.profileImageURL),
    ].compactMap { $0.1 ? nil : $0.0 }
  }
}
