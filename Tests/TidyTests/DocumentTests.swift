import Testing

@Suite struct `A document` {
  /// Those that describe the code; the others may name types of other projects.
  private static let aboutTheCode = Project.documents.filter {
    $0.path.hasPrefix("docs/decisions/")
      || ["docs/architecture.md", "docs/glossary.md", "docs/residency.md", "CONTRIBUTING.md"].contains($0.path)
  }

  @Test func `links only to files that exist`() {
    let wrong = Project.documents.flatMap { file in
      Self.links(in: file).filter { !Project.exists($0.path) }.map { file.place($0.line, "no such file: \($0.path)") }
    }
    #expect(wrong == [])
  }

  @Test func `links only to headings that exist`() {
    let headings = Dictionary(uniqueKeysWithValues: Project.documents.map { ($0.path, Self.headings(of: $0)) })
    let wrong = Project.documents.flatMap { file in
      Self.links(in: file).filter { link in
        guard let heading = link.heading, let known = headings[link.path] else { return false }
        return !known.contains(heading)
      }.map { file.place($0.line, "no such heading: \($0.path)#\($0.heading ?? "")") }
    }
    #expect(wrong == [])
  }

  @Test func `names only files and folders that exist`() {
    let path = /`((?:Sources|Tests|Web|docs|scripts|Benchmarks)\/[\w.\/+-]*)`/
    let wrong = Project.documents.flatMap { file in
      file.lines.enumerated().flatMap { index, line in
        line.matches(of: path).map { String($0.output.1) }.filter { !Project.exists($0) }
          .map { file.place(index, "no such file: \($0)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `about the code names only types that exist`() {
    let type = /`([A-Z][a-z]+(?:[A-Z][A-Za-z]*)+)(?:\.\w+)?`/
    let code = Project.swift + Project.typeScript
    let words = Set(code.flatMap { $0.code.flatMap(Self.words) } + code.flatMap { Self.words($0.path) })
    let wrong = Self.aboutTheCode.flatMap { file in
      file.lines.enumerated().flatMap { index, line in
        line.matches(of: type).map { String($0.output.1) }
          .filter { !words.contains($0[...]) }
          .map { file.place(index, "no such type: \($0)") }
      }
    }
    #expect(wrong == [])
  }

  @Test func `for newcomers lists every target of make`() throws {
    let makefile = try #require(Project.makefile)
    let readme = try #require(Project.documents.first { $0.path == "README.md" }).lines.joined(separator: "\n")
    let targets = makefile.lines.compactMap { $0.prefixMatch(of: /([a-z-]+):.*##/).map { String($0.output.1) } }
    #expect(targets.count > 4)
    #expect(targets.filter { $0 != "help" && !readme.contains("`\($0)`") } == [], "add them to the table in README.md")
  }

  /// By bytes: regular expressions would take a minute for all of the code.
  private static func words(_ text: String) -> [Substring] {
    text.utf8.split { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): false
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): false
      default: true
      }
    }.map { Substring($0) }
  }

  private struct Link {
    var line: Int
    /// From the project's top folder.
    var path: String
    var heading: String?
  }

  private static func links(in file: Project.File) -> [Link] {
    let link = /\]\(([^)\s#]*)(?:#([^)\s]*))?\)/
    return file.lines.enumerated().flatMap { index, line in
      line.matches(of: link).compactMap { match in
        let target = String(match.output.1)
        if target.contains("://") || target.hasPrefix("mailto:") { return nil }
        return Link(
          line: index, path: target.isEmpty ? file.path : resolved(target, in: file.folder),
          heading: match.output.2.map(String.init))
      }
    }
  }

  private static func resolved(_ target: String, in folder: String) -> String {
    var parts = folder.split(separator: "/").map(String.init)
    for step in target.split(separator: "/") where step != "." {
      if step == ".." { _ = parts.popLast() } else { parts.append(String(step)) }
    }
    return parts.joined(separator: "/")
  }

  /// As GitHub makes them of headings: lower case, spaces as hyphens, without punctuation.
  private static func headings(of file: Project.File) -> Set<String> {
    Set(
      file.lines.filter { $0.contains(/^#+\s/) }.map { line in
        line.drop { $0 == "#" }.dropFirst().lowercased().replacing(" ", with: "-")
          .filter { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      })
  }
}
