extension GGUFHeader {
  /// Lists that have a number for each layer, without the architecture's name; others are skipped.
  private static let layerLists = [
    "attention.head_count", "attention.head_count_kv", "feed_forward_length", "attention.sliding_window_pattern",
    "attention.recurrent_layers",
  ]
  private static let longestList: UInt64 = 4096
  /// The name of the architecture may come last: until then, lists of any prefix may be its own.
  private static let mostLists = 64

  /// - Returns: whether all were among the bytes.
  mutating func readEntries(_ count: UInt64, _ reader: inout GGUFReader) -> Bool {
    // The architecture may come behind what begins with its name.
    var numbers: [String: Int] = [:]
    var lists: [String: [Int]] = [:]
    defer {
      if let prefix = architecture.map({ $0 + "." }) {
        for (key, value) in numbers where key.hasPrefix(prefix) {
          ofArchitecture[String(key.dropFirst(prefix.count))] = value
        }
        for (key, values) in lists where key.hasPrefix(prefix) {
          listsOfArchitecture[String(key.dropFirst(prefix.count))] = values
        }
      }
    }
    for _ in 0..<count {
      guard let key = reader.text(atMost: Self.longestText), let kind = reader.number(4) else { return false }
      switch (key, kind) {
      case ("general.architecture", GGUFReader.textKind):
        architecture = reader.text(atMost: Self.longestText)
        if architecture == nil { return false }
      case ("general.type", GGUFReader.textKind):
        type = reader.text(atMost: Self.longestText)
        if type == nil { return false }
      case ("general.name", GGUFReader.textKind):
        guard readOptionalText(&reader, to: \.name) else { return false }
      case ("general.size_label", GGUFReader.textKind):
        guard readOptionalText(&reader, to: \.sizeLabel) else { return false }
      case ("tokenizer.chat_template", GGUFReader.textKind):
        guard reader.skipValue(kind) else { return false }
        hasChatTemplate = true
      case (_, GGUFReader.listKind):
        guard readList(key, into: &lists, &reader) else { return false }
      default:
        guard readNumber(key, kind, into: &numbers, &reader) else { return false }
      }
    }
    return true
  }

  /// One that is too long, or no text, is left out: the file is none the worse for it.
  private mutating func readOptionalText(
    _ reader: inout GGUFReader, to field: WritableKeyPath<GGUFHeader, String?>
  ) -> Bool {
    let before = reader
    if let text = reader.text(atMost: Self.longestText) {
      self[keyPath: field] = text
      return true
    }
    reader = before
    return reader.skipValue(GGUFReader.textKind)
  }

  private mutating func readNumber(
    _ key: String, _ kind: UInt64, into numbers: inout [String: Int], _ reader: inout GGUFReader
  ) -> Bool {
    let before = reader
    guard let value = reader.wholeNumber(kind) else {
      reader = before
      return reader.skipValue(kind)
    }
    switch key {
    case "general.parameter_count": declaredParameters = value > 0 ? value : nil
    case "general.file_type": fileType = value
    default: numbers[key] = value
    }
    return true
  }

  /// One that is too long, or has no whole numbers, counts as empty.
  private mutating func readList(
    _ key: String, into lists: inout [String: [Int]], _ reader: inout GGUFReader
  ) -> Bool {
    let start = reader
    guard let kind = reader.number(4), let count = reader.number(reader.lengthBytes) else { return false }
    if key == "tokenizer.ggml.tokens" { tokenCount = Int(exactly: count) }
    if Self.layerLists.contains(where: { key.hasSuffix("." + $0) }) {
      if lists.count < Self.mostLists || lists[key] != nil {
        lists[key] = count <= Self.longestList ? reader.wholeNumbers(kind, Int(count)) ?? [] : []
      } else {
        hasOmittedLists = true
      }
    }
    reader = start
    return reader.skipValue(GGUFReader.listKind)
  }
}
