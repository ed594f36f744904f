import Domain
import Server

extension ValueKind where Value == BasePath {
  static var basePath: Self {
    Self(
      allowed: "a path of letters, digits and -._~ such as /muster, which does not begin with one of Muster's own "
        + "(/api, /v1, /assets, /health, /openai)"
    ) { setting, _ throws(UnacceptableValue) in
      guard let path = BasePath(try setting.text()) else { throw UnacceptableValue(setting) }
      return path
    } show: {
      .string($0.description.isEmpty ? "/" : $0.description)
    }
  }
}

extension ValueKind where Value == [AllowedOrigins.Pattern] {
  static var origins: Self {
    Self(
      allowed: "a list of origins (scheme, host and port) such as [https://chat.example.org, \"http://localhost:3000\"]"
        + ", or [\"*\"]", isStructured: true
    ) { setting, _ throws(UnacceptableValue) in
      guard case .list(let items) = setting.content else { throw UnacceptableValue(setting) }
      var patterns: [AllowedOrigins.Pattern] = []
      for item in items {
        guard case .text(let text) = item.content, let pattern = AllowedOrigins.Pattern(text) else {
          throw UnacceptableValue("names \(item.shown)")
        }
        patterns.append(pattern)
      }
      return patterns
    } show: { patterns in
      .array(patterns.map { .string($0.text) })
    }
  }
}
