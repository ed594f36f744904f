import Testing

/// docs/glossary.md lists the terms that are out of use, and what to say instead.
@Suite struct `The glossary` {
  /// Whole words in prose, and parts of identifiers: `frontDoor` has `door` in it.
  private static let outOfUse: Set<String> = [
    "admittance", "attendance", "complain", "complains", "complaint", "complaints", "departure", "departures", "door",
    "doors", "farewell", "heir", "heirs", "house", "houses", "leaver", "leavers", "mend", "mended", "mends", "seat",
    "seats", "visit", "visits", "visitor", "visitors", "wish", "wishes",
  ]

  /// These name the terms themselves.
  private static let exempt: Set<String> = [
    "docs/glossary.md", "CHANGELOG.md", "Tests/TidyTests/GlossaryTests.swift",
    // Reads entries of the time before.
    "Sources/Audit/Writing/EarlierEntries.swift",
  ]

  @Test func `is followed by code, docs and screens`() {
    let files = Project.swift + Project.typeScript + Project.python + Project.documents
    let wrong = files.filter { !Self.exempt.contains($0.path) }.flatMap { file in
      file.lines.indices.flatMap { index in
        Self.words(of: file.lines[index]).filter { Self.outOfUse.contains($0) }.map {
          file.place(index, "'\($0)' is out of use")
        }
      }
    }
    #expect(wrong == [], "docs/glossary.md has the terms")
  }

  @Test(arguments: [
    ("var frontDoor = HTTPDoor()", ["var", "front", "door", "http", "door"]),
    ("snake_case_words", ["snake", "case", "words"]),
    ("it's a house.", ["it", "s", "a", "house"]), ("a2b ASCII", ["a", "b", "ascii"]),
  ])
  func `looks into identifiers`(_ line: String, _ words: [String]) {
    #expect(Self.words(of: line) == words)
  }

  /// In lower case; an identifier is taken apart at its capitals, digits and underscores. By bytes: all files are read.
  private static func words(of line: String) -> [String] {
    let bytes = Array(line.utf8)
    func isLower(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x61...0x7A).contains(bytes[index]) }
    func isUpper(_ index: Int) -> Bool { bytes.indices.contains(index) && (0x41...0x5A).contains(bytes[index]) }
    var words: [String] = []
    var start = 0
    for index in 0...bytes.count {
      let isLetter = isLower(index) || isUpper(index)
      let begins = isUpper(index) && (isLower(index - 1) || isUpper(index - 1) && isLower(index + 1))
      guard !isLetter || begins else { continue }
      if start < index { words.append(String(decoding: bytes[start..<index], as: UTF8.self).lowercased()) }
      start = isLetter ? index : index + 1
    }
    return words
  }
}
