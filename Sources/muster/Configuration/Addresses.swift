/// A host (name or address, IPv6 without brackets) and a port; port 0 chooses a free one.
struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// `127.0.0.1:8080`, `localhost:0`, `[::1]:8080`; `nil` for anything else.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil  // ::1:8080 is ambiguous
    }
    guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "[" || $0 == "]" }) else {
      return nil
    }
    self.init(host: String(host), port: Int(port))
  }

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The URL of a webhook. Its query may contain a secret and is not shown.
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
    Self(allowed: "a URL beginning with https:// or http://, or none") { setting, _ throws(UnacceptableValue) in
      let text = try setting.text()
      if text == "none" { return nil }
      guard let address = WebhookAddress(text) else { throw UnacceptableValue(setting) }
      return address
    } show: {
      .string($0?.description ?? "none")
    }
  }
}
