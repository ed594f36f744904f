/// Reads the text of a file that was written by another program, on whatever system.
///
/// UTF-8 and UTF-16 with or without a byte order mark, and JSON Lines (one value after another) are read. Other file
/// types are named in the refusal.
package enum ImportText {
  /// - Returns: the value; of several values, a list of them.
  /// - Throws: `Refusal` that names the file type, or the line of the error.
  package static func json(_ bytes: [UInt8]) throws(Refusal) -> JSON {
    if let kind = otherKind(bytes) { throw refusal(kind) }
    let text = try utf8(bytes)
    if text.allSatisfy(isBlank) { throw refusal("The file is empty.") }
    var scanner = JSONScanner(text)
    do throws(JSONScanner.Failure) {
      let first = try scanner.value()
      scanner.skipBlanks()
      if scanner.position == text.count { return first }
      guard text[scanner.position] == UInt8(ascii: "{") || text[scanner.position] == UInt8(ascii: "[") else {
        try scanner.expectEnd()
        return first
      }
      // JSON Lines.
      var values = [first]
      while scanner.position < text.count {
        values.append(try scanner.value())
        scanner.skipBlanks()
      }
      return .array(values)
    } catch {
      let line = text[..<min(error.offset, text.count)].count { $0 == 0x0A } + 1
      throw refusal("The file is not JSON: \(error.message), in line \(line).")
    }
  }

  /// The models in what a file holds: a list, `{"models": […]}`, `{"data": […]}` as in the answer of `/api/models`, or
  /// one model by itself.
  /// - Returns: `nil` when it is none of these.
  package static func models(in content: JSON) -> [JSON]? {
    if let list = content.array { return list }
    guard let object = content.object else { return nil }
    if let named = object["models"] { return named.array }
    if let data = object["data"]?.array { return data }
    return object["id"] != nil || object["info"]?.object != nil || NonModelKind(object) != nil ? [content] : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// Files that are recognizably something else.
  private static func otherKind(_ bytes: [UInt8]) -> String? {
    func begins(_ start: String) -> Bool { bytes.starts(with: Array(start.utf8)) }
    if begins("SQLite format 3") {
      return "The file is a database, not JSON. Import the webui.db of an Open WebUI with: muster import openwebui FILE"
    }
    if begins("PK\u{3}\u{4}") { return "The file is a ZIP archive. Unpack it and import the JSON file in it." }
    if bytes.starts(with: [0x1F, 0x8B]) { return "The file is compressed with gzip. Unpack it first: gunzip FILE" }
    if begins("GGUF") { return "The file contains model weights. Put it into the models folder instead." }
    if bytes.first(where: { !isBlank($0) }) == UInt8(ascii: "<") { return "The file is HTML or XML, not JSON." }
    return nil
  }

  private enum Encoding {
    case utf8
    case utf16(isLittle: Bool)
    case utf32
  }

  private static func utf8(_ bytes: [UInt8]) throws(Refusal) -> [UInt8] {
    let (encoding, markBytes) = encoding(of: bytes)
    let text = bytes.dropFirst(markBytes)
    switch encoding {
    case .utf8: return Array(text)
    case .utf32: throw refusal("The file is text in UTF-32. Save it as UTF-8.")
    case .utf16(let isLittle):
      guard text.count.isMultiple(of: 2) else {
        throw refusal("The file is text in UTF-16 that ends in the middle of a character.")
      }
      let start = text.startIndex
      let units = (0..<text.count / 2).map { index -> UInt16 in
        let (first, second) = (UInt16(text[start + 2 * index]), UInt16(text[start + 2 * index + 1]))
        return isLittle ? second << 8 | first : first << 8 | second
      }
      guard let decoded = String(validating: units, as: UTF16.self) else {
        throw refusal("The file is text in UTF-16 with an incomplete character in it.")
      }
      return Array(decoded.utf8)
    }
  }

  /// By the byte order mark; without one, by where the zeros are, as JSON begins with ASCII (RFC 4627, section 3).
  private static func encoding(of bytes: [UInt8]) -> (encoding: Encoding, markBytes: Int) {
    switch (bytes.first, bytes.dropFirst().first, bytes.dropFirst(2).first, bytes.dropFirst(3).first) {
    case (0xEF, 0xBB, 0xBF, _): (.utf8, 3)
    case (0xFF, 0xFE, 0, 0), (0, 0, 0xFE, 0xFF): (.utf32, 4)
    case (0xFF, 0xFE, _, _): (.utf16(isLittle: true), 2)
    case (0xFE, 0xFF, _, _): (.utf16(isLittle: false), 2)
    case (let first?, 0, 0, 0) where first != 0: (.utf32, 0)
    case (0, 0, 0, let last?) where last != 0: (.utf32, 0)
    case (let first?, 0, _, _) where first != 0: (.utf16(isLittle: true), 0)
    case (0, let second?, _, _) where second != 0: (.utf16(isLittle: false), 0)
    default: (.utf8, 0)
    }
  }

  private static func refusal(_ detail: String) -> Refusal {
    Refusal(.invalid, code: "import.unreadable", detail: detail)
  }
}
