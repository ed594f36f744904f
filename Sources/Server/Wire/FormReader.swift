import Domain

/// Reads the fields of a JSON form, and collects all problems with them.
struct FormReader {
  private(set) var problems: [FieldProblem] = []
  private let form: JSON.Object
  private let place: [String]

  /// - Parameter place: the position of the form in the request.
  /// - Throws: `Refusal` if `body` is not an object.
  init(_ body: JSON, at place: [String] = ["body"]) throws(Refusal) {
    guard let object = body.object else {
      throw Refusal.invalid([
        FieldProblem(
          place, type: body.isNull ? "missing" : "model_attributes_type", message: "a JSON object expected")
      ])
    }
    form = object
    self.place = place
  }

  func has(_ field: String) -> Bool { form[field] != nil }

  mutating func allowOnly(_ fields: [String]) {
    for (name, _) in form where !fields.contains(where: { $0.hasSameBytes(as: name) }) {
      problems.append(
        FieldProblem(
          place + [name], type: "extra_forbidden",
          message: "Unknown field; allowed: \(fields.joined(separator: ", "))"))
    }
  }

  mutating func text(_ field: String) -> String {
    guard let value = form[field] else {
      problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
      return ""
    }
    return readable(value, field) ?? ""
  }

  /// A text without NUL: SQLite would end the text there.
  private mutating func readable(_ value: JSON, _ field: String) -> String? {
    guard let text = value.string else {
      problems.append(
        FieldProblem(place + [field], type: "string_type", message: "Input should be a valid string", input: value))
      return nil
    }
    guard !text.utf8.contains(0) else {
      problems.append(
        FieldProblem(
          place + [field], type: "value_error", message: "Input should not contain NUL (\\u0000)", input: value))
      return nil
    }
    return text
  }

  mutating func optionalText(_ field: String) -> String? {
    guard let value = form[field], !value.isNull else { return nil }
    return readable(value, field)
  }

  mutating func optionalBool(_ field: String) -> Bool? {
    guard let value = form[field], !value.isNull else { return nil }
    guard let bool = value.bool else {
      problems.append(
        FieldProblem(place + [field], type: "bool_type", message: "Input should be a valid boolean", input: value))
      return nil
    }
    return bool
  }

  mutating func bool(_ field: String) -> Bool {
    if form[field].map(\.isNull) ?? true { return missing(field) ?? false }
    return optionalBool(field) ?? false
  }

  mutating func optionalInt(_ field: String) -> Int? {
    guard let value = form[field], !value.isNull else { return nil }
    guard let int = value.int else {
      problems.append(
        FieldProblem(place + [field], type: "int_type", message: "Input should be a valid integer", input: value))
      return nil
    }
    return int
  }

  mutating func object(_ field: String) -> JSON.Object {
    guard let value = form[field] else {
      problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
      return [:]
    }
    guard let object = value.object else {
      problems.append(
        FieldProblem(place + [field], type: "dict_type", message: "Input should be a valid dictionary", input: value))
      return [:]
    }
    return object
  }

  mutating func optionalObject(_ field: String) -> JSON.Object? {
    form[field].map(\.isNull) ?? true ? nil : object(field)
  }

  mutating func list(_ field: String) -> [JSON] {
    guard let value = form[field] else {
      problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
      return []
    }
    guard let list = value.array else {
      problems.append(
        FieldProblem(place + [field], type: "list_type", message: "Input should be a valid list", input: value))
      return []
    }
    return list
  }

  mutating func modelID(_ field: String, text: String) throws(Refusal) -> ModelID {
    do {
      return try ModelID(text)
    } catch {
      // In Open WebUI's API, an id that is too long has a status of its own.
      if error.kind == .malformed { throw error }
      problems.append(
        FieldProblem(place + [field], type: "value_error", message: error.detail, input: .string(text)))
      return ModelID(stored: "")
    }
  }

  mutating func grants(_ field: String) -> [GrantForm]? {
    guard let value = form[field], !value.isNull else { return nil }
    guard let entries = value.array else {
      problems.append(
        FieldProblem(place + [field], type: "list_type", message: "Input should be a valid list", input: value))
      return nil
    }
    return entries.enumerated().compactMap { index, entry in
      guard let type = entry["principal_type"]?.string, let id = entry["principal_id"]?.string, !id.isEmpty,
        let grantee = Grant.Grantee(type: type, principalID: id),
        let permission = entry["permission"]?.string.flatMap(Grant.Permission.init)
      else {
        problems.append(
          FieldProblem(
            place + [field, String(index)], type: "value_error",
            message: "principal_type (user or group), principal_id and permission (read or write) expected",
            input: entry))
        return nil
      }
      return GrantForm(grantee: grantee, permission: permission)
    }
  }

  mutating func requiredGrants(_ field: String) -> [GrantForm] {
    switch form[field] {
    case nil: problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
    case .null?:
      problems.append(
        FieldProblem(place + [field], type: "list_type", message: "Input should be a valid list", input: .null))
    default: return grants(field) ?? []
    }
    return []
  }

  /// The revision that the edit is based on: the header `If-Match`, else `revision`, else `version_id`.
  mutating func seenRevision(ifMatch: String?) -> SeenRevision? {
    if let tag = ifMatch, tag != "*" {
      let number = tag.replacing("W/", with: "").replacing("\"", with: "")
      return Int(number).map(SeenRevision.number) ?? .versionID(number)
    }
    if let revision = optionalInt("revision") { return .number(revision) }
    return optionalText("version_id").map(SeenRevision.versionID)
  }

  mutating func texts(_ field: String) -> [String] {
    if form[field] == nil {
      problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
    }
    return optionalTexts(field) ?? []
  }

  mutating func optionalTexts(_ field: String) -> [String]? {
    guard let value = form[field], !value.isNull else { return nil }
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count, !texts.contains(where: { $0.utf8.contains(0) }) else {
      problems.append(
        FieldProblem(place + [field], type: "list_type", message: "Input should be a list of strings", input: value))
      return nil
    }
    return texts
  }

  mutating func optionalChoice<Value: RawRepresentable & CaseIterable>(_ field: String, of type: Value.Type) -> Value?
  where Value.RawValue == String {
    guard let text = optionalText(field) else { return nil }
    guard let value = Value(rawValue: text) else {
      let allowed = Value.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      problems.append(
        FieldProblem(place + [field], type: "enum", message: "Input should be one of \(allowed)", input: .string(text)))
      return nil
    }
    return value
  }

  /// - Returns: `nil` if the field is missing or invalid, which is recorded as a problem.
  mutating func choice<Value: RawRepresentable & CaseIterable>(_ field: String, of type: Value.Type) -> Value?
  where Value.RawValue == String {
    form[field].map(\.isNull) ?? true ? missing(field) : optionalChoice(field, of: type)
  }

  private mutating func missing<Value>(_ field: String) -> Value? {
    problems.append(FieldProblem(place + [field], type: "missing", message: "Field required"))
    return nil
  }

  mutating func refuse(_ field: String, _ message: String) {
    problems.append(FieldProblem(place + [field], type: "value_error", message: message))
  }

  /// - Throws: `Refusal` with all problems.
  func finish() throws(Refusal) {
    if !problems.isEmpty { throw Refusal.invalid(problems) }
  }
}

extension ModelForm {
  /// - Parameter inQuery: older clients send the id as a query parameter.
  init(_ body: JSON, id inQuery: String?, ifMatch: String?) throws(Refusal) {
    var reader = try FormReader(body)
    let idText = reader.has("id") || inQuery == nil ? reader.text("id") : inQuery ?? ""
    let id = try idText.isEmpty && !reader.problems.isEmpty ? ModelID(stored: "") : reader.modelID("id", text: idText)
    let name = reader.text("name")
    let content = ModelContent(params: reader.object("params"), meta: reader.object("meta"))
    var base: ModelID?? = nil
    if reader.has("base_model_id") {
      let text = reader.optionalText("base_model_id")
      base = .some(try text.map { text throws(Refusal) in try reader.modelID("base_model_id", text: text) })
    }
    let grants = reader.grants("access_grants")
    let isActive = reader.optionalBool("is_active")
    let reason = reader.optionalText("reason") ?? reader.optionalText("commit_message")
    let seen = reader.seenRevision(ifMatch: ifMatch)
    try reader.finish()
    self.init(
      id: id, name: name, content: content, baseModelID: base, grants: grants, isActive: isActive, reason: reason,
      seen: seen)
  }
}
