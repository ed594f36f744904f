import Domain

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
