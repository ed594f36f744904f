import Domain
import Logging

/// A value that its key does not allow, in words that follow the key's name: "is 'opn'", "lacks {file}".
struct UnacceptableValue: Error {
  var complaint: String

  init(_ complaint: String) { self.complaint = complaint }
  init(_ setting: Setting) { self.init("is \(setting.shown)") }
}

/// How one kind of value is written, read and shown.
struct ValueKind<Value: Sendable>: Sendable {
  /// Ends the sentence "allowed: …".
  let allowed: String
  /// A list or a group of keys: written as YAML where there is only text, as in an environment variable.
  var isStructured = false
  let read: @Sendable (Setting, PathBase) throws(UnacceptableValue) -> Value
  let show: @Sendable (Value) -> JSON
  /// What is allowed, but probably not meant.
  var doubts: @Sendable (Value) -> [String] = { _ in [] }
}

extension Setting {
  /// The text of a value that is one.
  func text() throws(UnacceptableValue) -> String {
    guard case .text(let text) = content, !text.isEmpty else { throw UnacceptableValue(self) }
    return text
  }
}

extension ValueKind where Value == ListenAddress {
  static var address: Self {
    Self(allowed: "host:port such as 127.0.0.1:8080, 0.0.0.0:8080 or \"[::1]:8080\"; port 0 takes any free one") {
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

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the names of an enumeration's cases.
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
  /// Never shown.
  static var optionalSecret: Self {
    Self(allowed: "a text, or none") { setting, _ throws(UnacceptableValue) in
      guard case .text(let text) = setting.content, !text.isEmpty else {
        // What was given instead may be the secret, wrongly quoted.
        throw UnacceptableValue("is empty, a list or a group of keys")
      }
      return text == "none" ? nil : text
    } show: {
      .string($0 == nil ? "none" : "(hidden)")
    } doubts: { secret in
      guard let secret, secret.utf8.count < 16 else { return [] }
      return ["is shorter than 16 characters: who guesses it can sign in as anybody who was imported"]
    }
  }
}
