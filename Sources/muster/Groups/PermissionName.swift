import ArgumentParser
import Domain

/// `section.name`, as in `workspace.models`.
struct PermissionName: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  var section: String
  var name: String

  init(section: String, name: String) {
    self.section = section
    self.name = name
  }

  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else { return nil }
    self.init(section: parts[0], name: parts[1])
  }

  var description: String { "\(section).\(name)" }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand("muster permissions show --quiet 2>/dev/null")
  }

  /// What a sheet of permissions says, in its order.
  static func all(in sheet: JSON) -> [(name: PermissionName, isOn: Bool)] {
    (sheet.object ?? [:]).flatMap { section, names in
      (names.object ?? [:]).map { name, value in
        (PermissionName(section: section, name: name), value.bool ?? false)
      }
    }
  }

  /// A sheet with some permissions switched; the others stay.
  static func sheet(_ sheet: JSON, with changes: [(PermissionName, Bool)]) -> JSON {
    var sections = sheet.object ?? [:]
    for (permission, isOn) in changes {
      var names = sections[permission.section]?.object ?? [:]
      names[permission.name] = .bool(isOn)
      sections[permission.section] = .object(names)
    }
    return .object(sections)
  }

  /// The server keeps what it does not know, for Open WebUI's sake: a mistyped name would be taken, and do nothing.
  static func check(_ permissions: [PermissionName], on connection: ServerConnection) async throws {
    if permissions.isEmpty { return }
    let known = all(in: try await connection.get("/api/v1/users/default/permissions")).map(\.name)
    if let doubt = doubt(permissions, among: known) { throw CommandFailure.refused(doubt) }
  }

  static func doubt(_ permissions: [PermissionName], among known: [PermissionName]) -> String? {
    guard let unknown = permissions.first(where: { !known.contains($0) }) else { return nil }
    let guess = Spelling.nearest(to: unknown.description, in: known.map(\.description))
    let advice = guess.map { "Did you mean '\($0)'?" } ?? "'muster permissions show' lists them all."
    return DisplayText.harmless("There is no permission '\(unknown)'. \(advice)")
  }
}

/// `section.name=true` or `=false`.
struct PermissionSetting: ExpressibleByArgument, Sendable {
  var permission: PermissionName
  var isOn: Bool

  init?(argument: String) {
    let halves = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2, let permission = PermissionName(argument: halves[0]), let isOn = Bool(halves[1]) else {
      return nil
    }
    self.permission = permission
    self.isOn = isOn
  }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand("muster permissions show --quiet 2>/dev/null | sed 'h;s/$/=true/;p;g;s/$/=false/'")
  }
}
