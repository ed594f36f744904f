import Domain

/// One key of the configuration: everything that is known about it, in one place.
///
/// Reading, messages, environment variables, `muster config check`, the example and the table in
/// docs/configuration.md all come from here.
struct ConfigurationKey<Subject>: Sendable {
  struct Stored {
    var shown: JSON
    var doubts: [String]
  }

  /// Dots separate groups: `limits.body`.
  let name: String
  /// As it would be written in the file; `nil` for a key that must be given.
  let standard: String?
  /// What the example has where there is no default.
  let example: String
  let explanation: String
  let allowed: String
  let isStructured: Bool
  private let storing: @Sendable (Setting, PathBase, inout Subject) throws(UnacceptableValue) -> Stored

  init<Value>(
    _ name: String, _ field: any WritableKeyPath<Subject, Value> & Sendable, _ kind: ValueKind<Value>,
    default standard: String? = nil, example: String? = nil, _ explanation: String
  ) {
    self.name = name
    self.standard = standard
    self.example = example ?? standard ?? ""
    self.explanation = explanation
    allowed = kind.allowed
    isStructured = kind.isStructured
    storing = { setting, base, subject throws(UnacceptableValue) in
      let value = try kind.read(setting, base)
      subject[keyPath: field] = value
      return Stored(shown: kind.show(value), doubts: kind.doubts(value))
    }
  }

  /// Reads `setting` into the field of `subject` that the key stands for.
  func store(_ setting: Setting, _ base: PathBase, in subject: inout Subject) throws(UnacceptableValue) -> Stored {
    try storing(setting, base, &subject)
  }

  /// What follows a prefix such as `MUSTER_` in the variable that overrides the key.
  var variableSuffix: String { ConfigurationTable.variablePart(name) }
}
