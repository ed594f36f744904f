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

  /// In lower case; an identifier is taken apart at its capitals, digits and underscores.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(line)
    for (index, character) in characters.enumerated() {
      guard character.isLetter else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      let isAfterLowercase = index > 0 && characters[index - 1].isLowercase
      let isBeforeLowercase =
        index + 1 < characters.count && characters[index + 1].isLowercase && index > 0
        && characters[index - 1].isUppercase
      if character.isUppercase, isAfterLowercase || isBeforeLowercase, !word.isEmpty {
        words.append(word)
        word = ""
      }
      word += character.lowercased()
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
