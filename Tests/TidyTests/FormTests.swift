import Testing

@Suite struct `A file` {
  private static let written = Project.swift + Project.typeScript + Project.python

  @Test func `is found by these tests at all`() {
    #expect(Project.swiftSources.count > 50)
    #expect(!Project.typeScript.isEmpty)
    #expect(!Project.python.isEmpty)
    #expect(!Project.documents.isEmpty)
  }

  @Test func `has no more than 500 lines`() {
    let long = Self.written.filter { $0.lines.count > 501 }.map { "\($0.path): \($0.lines.count - 1) lines" }
    #expect(long == [], "split it by subject")
  }

  @Test func `is named after its subject`() {
    let banned = ["manager", "helper", "util", "misc", "common"]
    let wrong = Self.written.map(\.path).filter { path in
      let names = path.lowercased().split(separator: "/")
      return names.contains { name in banned.contains { name.contains($0) } }
    }
    #expect(wrong == [], "\(banned) say nothing")
  }

  @Test func `declares no type whose name says nothing`() {
    let banned = /\b(class|struct|enum|actor|protocol|interface|type)\s+`?\w*(Manager|Helper|Util|Misc|Common)\w*/
    let wrong = Self.written.flatMap { file in file.places { $0.contains(banned) } }
    #expect(wrong == [], "name what it is")
  }
}

@Suite struct `A function` {
  private static let longest = 70
  /// A component of the page is mostly its markup.
  private static let longestComponent = 150

  @Test func `in Swift has no more than 70 lines`() {
    let start =
      /^\s*(?:@\w+(?:\(.*\))?\s+)*(?:(?:package|public|private|fileprivate|static|mutating|override|final|consuming|nonisolated)\s+)*(?:func\s+|init[?(<]|deinit\b|subscript\b)/
    let long = Project.swift.flatMap { Self.long($0, start: { $0.contains(start) }, longest: Self.longest) }
    #expect(long == [], "give its parts names")
  }

  @Test func `in TypeScript has no more than 150 lines`() {
    let start = /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b/
    let long = Project.typeScript.flatMap {
      Self.long($0, start: { $0.contains(start) }, longest: Self.longestComponent)
    }
    #expect(long == [], "give its parts names")
  }

  @Test func `in Python has no more than 70 lines`() {
    let long = Project.python.flatMap { file -> [String] in
      file.lines.indices.compactMap { index in
        let line = file.lines[index]
        guard line.contains(/^\s*(async\s+)?def\s/) else { return nil }
        let indent = line.prefix { $0 == " " }.count
        let end = file.lines[(index + 1)...].firstIndex { next in
          !next.allSatisfy(\.isWhitespace) && next.prefix { $0 == " " }.count <= indent && !next.hasPrefix(")")
        }
        let count = (end ?? file.lines.count) - index
        return count > Self.longest ? file.place(index, "\(count) lines") : nil
      }
    }
    #expect(long == [], "give its parts names")
  }

  /// Counts braces from the line on which a function starts to the one that closes it.
  private static func long(_ file: Project.File, start: (String) -> Bool, longest: Int) -> [String] {
    let lines = Braces.of(file.code)
    return file.lines.indices.compactMap { index in
      guard start(file.lines[index]) else { return nil }
      var depth = 0
      var isOpen = false
      for end in index..<lines.count {
        for brace in lines[end] {
          depth += brace == "{" ? 1 : -1
          if brace == "{" { isOpen = true }
          // One without a body, in a protocol.
          if depth < 0 { return nil }
        }
        guard isOpen, depth == 0 else { continue }
        let count = end - index + 1
        return count > longest ? file.place(index, "\(count) lines: \(file.lines[index])") : nil
      }
      return nil
    }
  }
}

/// The braces of each line that are not inside texts and comments, as far as simple reading tells.
private enum Braces {
  static func of(_ lines: [String]) -> [String] {
    var isInText = false
    return lines.map { line in
      let quotes = line.ranges(of: "\"\"\"").count
      defer { if !quotes.isMultiple(of: 2) { isInText.toggle() } }
      if isInText || quotes > 0 { return "" }
      return line.replacing(/"(?:\\.|[^"\\])*"/, with: "").filter { $0 == "{" || $0 == "}" }
    }
  }
}
