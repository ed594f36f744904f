/// Where something is sent to with POST. What stands after its path may be a secret, and is not shown.
struct WebhookAddress: Sendable, Equatable, CustomStringConvertible {
  let text: String

  init?(_ text: String) {
    guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains(where: \.isWhitespace),
      text.split(separator: "/").count >= 2
    else { return nil }
    self.text = text
  }

  var description: String {
    guard let query = text.firstIndex(of: "?") else { return text }
    return text[..<query] + "?(hidden)"
  }
}

extension ValueKind where Value == WebhookAddress? {
  static var optionalWebhook: Self {
    Self(allowed: "an address beginning with https:// or http://, or none") { setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      if text == "none" { return nil }
      guard let address = WebhookAddress(text) else { throw UnacceptableValue(setting) }
      return address
    } show: {
      .string($0?.description ?? "none")
    }
  }
}
