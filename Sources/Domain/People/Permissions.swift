/// What a user may do beyond using granted models; those of Open WebUI's permissions that Muster has rules for.
package enum Permission: String, Sendable, CaseIterable {
  case makeModels = "workspace.models"
  case importModels = "workspace.models_import"
  case exportModels = "workspace.models_export"
  case shareModels = "sharing.models"
  case sharePublicly = "sharing.public_models"
  case grantToUsers = "access_grants.allow_users"
  case grantToGroups = "access_grants.allow_groups"
  case makeKeys = "features.api_keys"

  fileprivate var path: (section: String, name: String) {
    let parts = rawValue.split(separator: ".").map(String.init)
    return (parts[0], parts[1])
  }
}

/// A sheet of permissions in Open WebUI's shape, `{section: {name: bool}}`: stored completely, whatever Muster knows of it.
package struct PermissionSheet: Equatable, Sendable {
  package private(set) var sections: JSON.Object

  package init(_ sections: JSON.Object = [:]) { self.sections = sections }

  /// - Throws: `Refusal` that names each value which is no section of booleans.
  package init(checking json: JSON, at location: [String]) throws(Refusal) {
    guard let sections = json.object else {
      throw .invalid([
        FieldProblem(location, type: "dict_type", message: "Input should be a valid dictionary", input: json)
      ])
    }
    var problems: [FieldProblem] = []
    for (section, content) in sections {
      guard let names = content.object else {
        problems.append(
          FieldProblem(
            location + [section], type: "dict_type", message: "Input should be a valid dictionary", input: content))
        continue
      }
      for (name, value) in names where value.bool == nil {
        problems.append(
          FieldProblem(
            location + [section, name], type: "bool_type", message: "Input should be a valid boolean", input: value))
      }
    }
    if !problems.isEmpty { throw .invalid(problems) }
    self.init(sections)
  }

  /// Those of Muster's that are on.
  package var allowed: Set<Permission> {
    Set(Permission.allCases.filter { sections[$0.path.section]?[$0.path.name]?.bool == true })
  }

  /// On where either is on.
  package func mostPermissive(with other: PermissionSheet) -> PermissionSheet {
    combined(with: other) { mine, theirs in .bool(mine?.bool == true || theirs.bool == true) }
  }

  /// With the values that `other` has, where it has one.
  package func overridden(by other: PermissionSheet) -> PermissionSheet {
    combined(with: other) { _, theirs in theirs }
  }

  /// For those who need none of Muster's.
  package var withAllOfMuster: PermissionSheet {
    Permission.allCases.reduce(self) { sheet, permission in
      sheet.overridden(by: PermissionSheet([permission.path.section: [permission.path.name: true]]))
    }
  }

  /// The permissions in which `self` and `later` differ, as `section.name`.
  package func changes(to later: PermissionSheet) -> [FieldChange] {
    later.sections.flatMap { section, names in
      (names.object ?? [:]).compactMap { name, value in
        let before = sections[section]?[name]
        return before == value ? nil : FieldChange("\(section).\(name)", before: before, after: value)
      }
    }
  }

  private func combined(with other: PermissionSheet, _ value: (JSON?, JSON) -> JSON) -> PermissionSheet {
    var result = sections
    for (section, content) in other.sections {
      var names = result[section]?.object ?? [:]
      for (name, theirs) in content.object ?? [:] { names[name] = value(names[name], theirs) }
      result[section] = .object(names)
    }
    return PermissionSheet(result)
  }
}

extension PermissionSheet {
  /// The default permissions until an administrator changes them: Open WebUI 0.12.4's defaults, except that users may
  /// create API keys, because the gateway is of little use without one.
  package static let standard = PermissionSheet([
    "workspace": .object(
      switches(
        off: [
          "models", "knowledge", "prompts", "tools", "skills", "models_import", "models_export", "models_hidden",
          "prompts_import", "prompts_export", "tools_import", "tools_export", "skills_import", "skills_export",
        ])),
    "sharing": .object(
      switches(
        off: [
          "models", "public_models", "knowledge", "public_knowledge", "prompts", "public_prompts", "tools",
          "public_tools", "skills", "public_skills", "notes", "public_notes", "folders", "public_chats", "open_chats",
          "public_calendars",
        ])),
    "access_grants": .object(switches(on: ["allow_users", "allow_groups"])),
    "chat": .object(
      switches(
        on: [
          "controls", "valves", "system_prompt", "params", "file_upload", "web_upload", "delete", "delete_message",
          "continue_response", "regenerate_response", "rate_response", "edit", "share", "export", "import", "stt",
          "tts", "call", "multiple_models", "temporary",
        ], off: ["temporary_enforced"])),
    "features": .object(
      switches(
        on: [
          "api_keys", "notes", "channels", "folders", "web_search", "image_generation", "code_interpreter", "memories",
          "calendar",
        ], off: ["encrypted_channels", "direct_tool_servers", "automations", "webhooks"])),
    "settings": .object(switches(on: ["interface"])),
  ])

  private static func switches(on: [String] = [], off: [String] = []) -> JSON.Object {
    JSON.Object(on.map { (key: $0, value: true) } + off.map { (key: $0, value: false) })
  }
}
