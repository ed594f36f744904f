import Domain

/// The values that a runtime's command is completed with.
struct Placeholders: Sendable {
  var file: String
  var port: Int
  var key: String
  var model: String

  /// Replaces `{file}`, `{port}`, `{key}` and `{model}` in one pass, so that a model named `{key}` does not
  /// learn the key. There is no shell: a word of the command stays one argument, whatever it is filled with.
  func fill(_ template: String) -> String {
    var filled = ""
    var rest = template[...]
    while let brace = rest.firstIndex(of: "{") {
      filled += rest[..<brace]
      rest = rest[brace...]
      if let (name, value) = named.first(where: { rest.hasPrefix($0.name) }) {
        filled += value
        rest = rest.dropFirst(name.count)
      } else {
        filled += "{"
        rest = rest.dropFirst()
      }
    }
    return filled + rest
  }

  private var named: [(name: String, value: String)] {
    [("{file}", file), ("{port}", String(port)), ("{key}", key), ("{model}", model)]
  }
}

extension Placeholders {
  static func randomKey() -> String { BytesAsText.hex(RandomBytes.thirtyTwo()) }
}
