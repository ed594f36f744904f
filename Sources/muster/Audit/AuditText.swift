import Domain

/// The texts of audit entries: names for ids, labels for fields, values with units.
struct AuditText {
  /// `names` of the server's answer.
  let names: JSON

  func user(_ id: String) -> String { id == "system" ? "Muster" : named("users", id) }

  private func named(_ kind: String, _ id: String) -> String { names[kind]?[id]?.string ?? id }

  func actor(_ entry: JSON) -> String {
    let id = entry["user_id"]?.string ?? ""
    let name = entry["user_name"]?.string ?? ""
    return name.isEmpty ? user(id) : name
  }

  /// The target of an entry, by name if the name is known.
  func target(_ entry: JSON) -> String {
    let id = entry["entity_id"]?.string ?? ""
    let name = entry["changes"]?["name"]
    let recorded = name?["after"]?.string ?? name?["before"]?.string
    return switch entry["entity_type"]?.string {
    case "model", "residency": named("models", id)
    case "group": names["groups"]?[id]?.string ?? recorded ?? id
    case "account", "session": names["users"]?[id]?.string ?? recorded ?? id
    default: recorded ?? id
    }
  }

  /// A name followed by its id, unless they are equal.
  static func withID(_ name: String, _ id: String) -> String { name == id ? id : "\(name) (\(id))" }

  // MARK: - Fields

  func label(_ field: String) -> String {
    let members = "members."
    if field.hasPrefix(members) { return "Member: \(user(String(field.dropFirst(members.count))))" }
    if let label = Self.labels[field] { return label }
    let parts = field.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, parts[0] == "params" || parts[0] == "meta" else { return field }
    return Self.readable(String(parts[1]))
  }

  /// `top_p` as `Top p`, for fields without a label.
  private static func readable(_ name: String) -> String {
    let words = name.split(separator: "_").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static let labels: [String: String] = [
    "name": "Name", "email": "Email", "role": "Role", "profile_image_url": "Image", "description": "Description",
    "data": "Sharing", "parent_group_id": "Parent group", "permissions": "Permissions", "state": "State",
    "pinned": "Pinned", "models": "Models", "read_only": "Read-only", "trusted": "Acts on behalf of users",
    "creates_users": "Creates users", "expires_at": "Expires", "is_active": "Active", "access_grants": "Access",
    "user_id": "Owner", "base_model_id": "Base model", "params.system": "System prompt", "params.stop": "Stop",
    "params.max_tokens": "Max tokens", "meta.description": "Description", "meta.tags": "Tags",
    "meta.capabilities": "Capabilities", "meta.hidden": "Hidden", "meta.profile_image_url": "Image",
    "reason": "Reason", "cause": "Cause", "advice": "Advice", "code": "Error code", "owner": "Owner",
    "models_passed_to": "New owner of the models", "removed_user": "Deleted user", "removed_group": "Deleted group",
    "revision_before": "Revision before", "revision_after": "Revision after",
    "rolled_back_to": "Rolled back to", "restored_version": "Restored revision", "version_id": "Version ID",
    "load_milliseconds": "Load time", "bytes": "Memory", "expected_bytes": "Memory expected",
    "freed_bytes": "Memory freed", "runtime": "Runtime", "sessions_ended": "Sessions ended",
    "password_changed": "Password changed",
    "session_id": "Session", "reads": "Further reads", "query": "Filters", "queries": "Filters",
    "older_than_seconds": "Older than", "key_owner": "Owner of the front end's key",
    "authentication": "Authenticated by", "key_name": "API key", "key_id": "API key ID",
    "address": "Address", "request_id": "Request ID", "software_version": "Muster version",
  ]

  // MARK: - Values

  func value(_ value: JSON, of field: String) -> String {
    if value.isNull { return "-" }
    if let text = value.string { return self.text(text, of: field) }
    if let isOn = value.bool { return field == "is_active" ? (isOn ? "on" : "off") : isOn ? "yes" : "no" }
    if let number = value.int { return Self.number(number, of: field) }
    if field == "access_grants", let grants = value.array {
      return grants.isEmpty ? "only its owner" : grants.map(grant).joined(separator: ", ")
    }
    if let values = value.array {
      return values.isEmpty ? "-" : values.map { $0["name"]?.string ?? self.value($0, of: "") }.joined(separator: ", ")
    }
    if let members = value.object {
      return members.map { "\(label($0.key)): \(self.value($0.value, of: $0.key))" }.joined(separator: ", ")
    }
    return value.serialized()
  }

  private func text(_ text: String, of field: String) -> String {
    switch field {
    case "user_id", "owner", "models_passed_to", "key_owner", "removed_user": user(text)
    case "removed_group": named("groups", text)
    case "base_model_id": named("models", text)
    case "parent_group_id": named("groups", text)
    default: text.isEmpty ? "-" : text
    }
  }

  private func grant(_ grant: JSON) -> String {
    let id = grant["principal_id"]?.string ?? ""
    let isGroup = grant["principal_type"]?.string == "group"
    let who = id == "*" ? "everyone" : isGroup ? "group \(named("groups", id))" : user(id)
    return "\(who): \(grant["permission"]?.string ?? "")"
  }

  /// The field's name ends with the unit.
  private static func number(_ number: Int, of field: String) -> String {
    if field == "expires_at" || field == "from" || field == "to" { return Terminal.localTime(number) }
    if field == "bytes" || field.hasSuffix("_bytes") { return ByteCount.approximate(number) }
    if field.hasSuffix("_milliseconds") { return duration(Double(number) / 1000) }
    if field.hasSuffix("_seconds") { return duration(Double(number)) }
    return "\(number)"
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: "\((seconds * 10).rounded() / 10) s"
    case ..<120: "\(Int(seconds.rounded())) s"
    case ..<7200: "\(Int((seconds / 60).rounded())) min"
    case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
    default: "\(Int((seconds / 86_400).rounded())) days"
    }
  }
}
