/// The wanted state of a model, not checked yet.
package struct ModelForm: Equatable, Sendable {
  package var id: ModelID
  package var name: String
  package var content: ModelContent
  /// Outer `nil`: keeps the current value.
  package var baseModelID: ModelID??
  package var grants: [GrantForm]?
  package var isActive: Bool?
  package var reason: String?
  /// The revision that the user has edited.
  package var seen: SeenRevision?

  package init(
    id: ModelID, name: String, content: ModelContent, baseModelID: ModelID?? = nil,
    grants: [GrantForm]? = nil,
    isActive: Bool? = nil, reason: String? = nil, seen: SeenRevision? = nil
  ) {
    self.id = id
    self.name = name
    self.content = content
    self.baseModelID = baseModelID
    self.grants = grants
    self.isActive = isActive
    self.reason = reason
    self.seen = seen
  }
}

package enum SeenRevision: Equatable, Sendable {
  case number(Int)
  case versionID(String)
}

package struct GrantForm: Hashable, Sendable {
  package var grantee: Grant.Grantee
  package var permission: Grant.Permission

  package init(grantee: Grant.Grantee, permission: Grant.Permission) {
    self.grantee = grantee
    self.permission = permission
  }
}

extension GrantForm {
  /// Open WebUI's `access_control` from before it had grants (0.6 and older): `null` is open to everybody, `{}`
  /// private, else `{read: {group_ids, user_ids}, write: {…}}`.
  /// - Returns: `isValid` is false when a part of it has another form, which then grants nothing.
  package static func list(accessControl rules: JSON) -> (grants: [GrantForm], isValid: Bool) {
    if rules.isNull { return ([GrantForm(grantee: .everyone, permission: .read)], true) }
    guard let rules = rules.object else { return ([], false) }
    var grants: [GrantForm] = []
    var isValid = true
    func ids(_ name: String, _ rule: JSON.Object) -> [String] {
      guard let value = rule[name], !value.isNull else { return [] }
      let ids = value.array?.compactMap(\.string) ?? []
      if ids.count != value.array?.count { isValid = false }
      return ids
    }
    for permission in Grant.Permission.allCases {
      guard let value = rules[permission.rawValue], !value.isNull else { continue }
      guard let rule = value.object else {
        isValid = false
        continue
      }
      grants += ids("group_ids", rule).map { GrantForm(grantee: .group(GroupID($0)), permission: permission) }
      grants += ids("user_ids", rule).map {
        GrantForm(grantee: $0 == "*" ? .everyone : .user(UserID($0)), permission: permission)
      }
    }
    return (grants, isValid)
  }
}

extension ModelForm {
  package static let longestName = 1000
  /// Bytes of `params`, and of `meta` (which may hold an image), as JSON.
  package static let largestContentBytes = 1 << 20

  /// All problems of the form by itself.
  /// - Parameter old: the current content; an unchanged image is not checked again.
  package func problems(over old: ModelContent? = nil) -> [FieldProblem] {
    nameProblems() + contentProblems(over: old)
  }

  private func nameProblems() -> [FieldProblem] {
    func problem(_ message: String) -> [FieldProblem] {
      [FieldProblem(["body", "name"], type: "value_error", message: message, input: .string(name))]
    }
    if name.allSatisfy(\.isWhitespace) {
      return problem("The name is empty. Enter a name.")
    }
    if name.utf16.count > Self.longestName {
      return problem("The name is longer than \(Self.longestName) characters.")
    }
    if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return problem("The name contains a control character.")
    }
    return []
  }

  private func contentProblems(over old: ModelContent?) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    for (field, object) in [("params", content.params), ("meta", content.meta)]
    where JSON.object(object).bytes().count > Self.largestContentBytes {
      problems.append(
        FieldProblem(
          ["body", field], type: "too_long",
          message: "must be at most \(Self.largestContentBytes) bytes"))
    }
    for (key, value) in content.params {
      if let message = PresetParameters.problem(with: value, for: key) {
        problems.append(
          FieldProblem(
            ["body", "params", key], type: "value_error", message: message, input: value))
      }
    }
    if content.meta["profile_image_url"] != old?.meta["profile_image_url"], let message = content.imageProblem {
      problems.append(FieldProblem(["body", "meta", "profile_image_url"], type: "value_error", message: message))
    }
    if let locked = content.meta["muster"]?["locked"], PresetParameters.names(in: locked) == nil {
      problems.append(
        FieldProblem(
          ["body", "meta", "muster", "locked"], type: "value_error",
          message: "must be a list of parameter names", input: locked))
    }
    return problems
  }
}

extension ModelContent {
  /// Names of the tags in `meta.tags`, which clients write as `{"name"}` or as plain text.
  package var tags: [String] {
    guard let entries = meta["tags"]?.array else { return [] }
    var names: [String] = []
    for entry in entries {
      guard let name = entry.string ?? entry["name"]?.string, !name.allSatisfy(\.isWhitespace),
        !names.contains(where: { $0.hasSameBytes(as: name) })
      else { continue }
      names.append(name)
    }
    return names
  }

  /// In the form that clients write; each name once.
  package mutating func setTags(_ names: [String]) {
    var unique: [String] = []
    for name in names where !unique.contains(where: { $0.hasSameBytes(as: name) }) { unique.append(name) }
    if unique == tags { return }
    meta["tags"] = .array(unique.map { ["name": .string($0)] })
  }

  /// Hidden from model pickers; no access rule.
  package var isHidden: Bool { meta["hidden"]?.bool ?? false }

  /// Parameters of the preset that win over the client's.
  package var lockedParameters: [String] {
    meta["muster"]?["locked"].flatMap(PresetParameters.names) ?? []
  }
}
