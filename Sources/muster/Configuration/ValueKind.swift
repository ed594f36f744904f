import Domain
import Logging

/// A value that its key does not allow. The message follows the key's name: "is 'opn'", "lacks {file}".
struct UnacceptableValue: Error {
  var message: String

  init(_ message: String) { self.message = message }
  init(_ setting: Setting) { self.init("is \(setting.shown)") }
}

/// How one kind of value is read and shown.
struct ValueKind<Value: Sendable>: Sendable {
  /// The end of the message "allowed: …".
  let allowed: String
  /// Whether the value is a list or a mapping, written as YAML in an environment variable.
  var isStructured = false
  let read: @Sendable (Setting, PathBase) throws(UnacceptableValue) -> Value
  let show: @Sendable (Value) -> JSON
  /// Warnings about values that are valid but probably a mistake.
  var warnings: @Sendable (Value) -> [String] = { _ in [] }
}

extension Setting {
  /// The text, if the value is one.
  func text() throws(UnacceptableValue) -> String {
    guard case .text(let text) = content, !text.isEmpty else { throw UnacceptableValue(self) }
    return text
  }
}

extension ValueKind where Value == ListenAddress {
  static var address: Self {
    Self(allowed: "host:port such as 127.0.0.1:8080, 0.0.0.0:8080 or \"[::1]:8080\"; port 0 chooses a free port") {
      setting, _ throws(UnacceptableValue) in
      guard let address = ListenAddress(try setting.text()) else { throw UnacceptableValue(setting) }
      return address
    } show: {
      .string($0.description)
    }
  }
}

extension ValueKind where Value == ListenAddress? {
  static var optionalAddress: Self {
    Self(allowed: "host:port such as logs.example.org:514, or none") { setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      if text == "none" { return nil }
      guard let address = ListenAddress(text), address.port > 0 else { throw UnacceptableValue(setting) }
      return address
    } show: {
      .string($0?.description ?? "none")
    }
  }
}

extension ValueKind where Value == String {
  static var folder: Self {
    Self(allowed: "the path of a folder") { setting, base throws(UnacceptableValue) in
      base.absolute(try setting.text())
    } show: {
      .string($0)
    }
  }

  static var identifier: Self {
    Self(allowed: "1 to 64 letters, digits, - and _") { setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      let isAllowed = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
      guard text.utf8.count <= 64, isAllowed else { throw UnacceptableValue(setting) }
      return text
    } show: {
      .string($0)
    }
  }
}

extension ValueKind where Value == String? {
  static var optionalFolder: Self { optionalPath("a folder") }

  static var optionalFile: Self { optionalPath("a file") }

  private static func optionalPath(_ what: String) -> Self {
    Self(allowed: "the path of \(what), or none") { setting, base throws(UnacceptableValue) in
      let text = try setting.text()
      return text == "none" ? nil : base.absolute(text)
    } show: {
      .string($0 ?? "none")
    }
  }
}

extension ValueKind where Value == ServerProfile? {
  static var profile: Self {
    Self(allowed: "auto, \(ServerProfile.allCases.map(\.rawValue).joined(separator: ", "))") {
      setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      if text == "auto" { return nil }
      guard let profile = ServerProfile(rawValue: text) else { throw UnacceptableValue(setting) }
      return profile
    } show: {
      .string($0?.rawValue ?? "auto")
    }
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// The raw value of an enumeration's case.
  static func choice(note: String = "") -> Self {
    Self(allowed: Value.allCases.map(\.rawValue).joined(separator: ", ") + note) {
      setting, _ throws(UnacceptableValue) in
      guard let value = Value(rawValue: try setting.text()) else { throw UnacceptableValue(setting) }
      return value
    } show: {
      .string($0.rawValue)
    }
  }
}

extension ValueKind where Value == Int? {
  /// A required number of bytes.
  static func bytes(_ range: ClosedRange<Int>) -> Self {
    let bytes = ValueKind<Int>.bytes(range)
    return Self(allowed: bytes.allowed) { setting, base throws(UnacceptableValue) in
      try bytes.read(setting, base)
    } show: {
      $0.map(bytes.show) ?? .null
    }
  }

  static func optionalBytes(_ range: ClosedRange<Int>) -> Self {
    let bytes = ValueKind<Int>.bytes(range)
    return Self(allowed: "\(bytes.allowed), or none") { setting, base throws(UnacceptableValue) in
      try setting.text() == "none" ? nil : try bytes.read(setting, base)
    } show: {
      $0.map(bytes.show) ?? "none"
    }
  }
}

extension ValueKind where Value == Int {
  static func bytes(_ range: ClosedRange<Int>) -> Self {
    let bounds = ", from \(ByteCount.exact(range.lowerBound)) to \(ByteCount.exact(range.upperBound))"
    return Self(allowed: ByteCount.allowed + bounds) { setting, _ throws(UnacceptableValue) in
      guard let bytes = ByteCount.bytes(try setting.text()), range.contains(bytes) else {
        throw UnacceptableValue(setting)
      }
      return bytes
    } show: {
      .string(ByteCount.exact($0))
    }
  }

  static func count(_ range: ClosedRange<Int>) -> Self {
    Self(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      setting, _ throws(UnacceptableValue) in
      guard let count = Int(try setting.text()), range.contains(count) else { throw UnacceptableValue(setting) }
      return count
    } show: {
      .int($0)
    }
  }
}

extension ValueKind where Value == Bool {
  static var truth: Self {
    Self(allowed: "true or false") { setting, _ throws(UnacceptableValue) in
      guard let value = Bool(try setting.text()) else { throw UnacceptableValue(setting) }
      return value
    } show: {
      .bool($0)
    }
  }
}

extension ValueKind where Value == Duration? {
  static func optionalDuration(_ range: ClosedRange<Duration>) -> Self {
    let duration = ValueKind<Duration>.duration(range)
    return Self(allowed: "\(duration.allowed), or none") { setting, base throws(UnacceptableValue) in
      try setting.text() == "none" ? nil : try duration.read(setting, base)
    } show: {
      $0.map(duration.show) ?? "none"
    }
  }
}

extension ValueKind where Value == Duration {
  static func duration(_ range: ClosedRange<Duration>) -> Self {
    let bounds = ", from \(DurationText.exact(range.lowerBound)) to \(DurationText.exact(range.upperBound))"
    return Self(allowed: DurationText.allowed + bounds) { setting, _ throws(UnacceptableValue) in
      guard let duration = DurationText.duration(try setting.text()), range.contains(duration) else {
        throw UnacceptableValue(setting)
      }
      return duration
    } show: {
      .string(DurationText.exact($0))
    }
  }
}

extension ValueKind where Value == String? {
  /// A secret, shown as `(hidden)`.
  static var optionalSecret: Self {
    Self(allowed: "text, or none") { setting, _ throws(UnacceptableValue) in
      guard case .text(let text) = setting.content, !text.isEmpty else {
        // Not shown: it may be the secret, wrongly quoted.
        throw UnacceptableValue("is empty, a list or a group of keys")
      }
      return text == "none" ? nil : text
    } show: {
      .string($0 == nil ? "none" : "(hidden)")
    } warnings: { secret in
      guard let secret, secret.utf8.count < 16 else { return [] }
      return ["is shorter than 16 characters: anyone who guesses it can sign in as any imported user"]
    }
  }
}
