import Testing

/// The walls between our modules (docs/architecture.md). SwiftPM lets transitive imports pass; this does not.
@Suite struct `A module` {
  /// What each may import of ours.
  private static let allowed: [String: Set<String>] = [
    "Domain": [],
    "Storage": [],
    "Audit": ["Storage", "Domain"],
    "Backups": ["Audit", "Storage", "Domain"],
    "Accounts": ["Audit", "Storage", "Domain", "CBcrypt"],
    "Registry": ["Audit", "Storage", "Domain"],
    "Runtimes": ["Domain"],
    "Simulation": ["Domain"],
    "Residency": ["Runtimes", "Storage", "Audit", "Domain"],
    "Gateway": ["Registry", "Residency", "Runtimes", "Domain"],
    "Server": ["Gateway", "Registry", "Accounts", "Backups", "Audit", "Residency", "Domain", "CWeb", "CZlib"],
    "muster": [
      "Server", "Gateway", "Registry", "Accounts", "Backups", "Audit", "Residency", "Runtimes", "Simulation", "Storage",
      "Domain", "CGuard",
    ],
    "CGuard": [], "CWeb": [], "CBcrypt": [], "CZlib": [],
  ]

  /// Modules of others that only some of ours may know.
  private static let keepers: [String: Set<String>] = [
    "CGuard": ["Runtimes", "muster"], "CWeb": ["Server"], "CZlib": ["Server"], "CBcrypt": ["Accounts"],
    "GRDB": ["Storage"],
    "Hummingbird": ["Server"], "HummingbirdCore": ["Server"],
    "Yams": ["muster"], "ArgumentParser": ["muster"], "Subprocess": ["Runtimes"],
  ]

  private static func imported(_ line: String) -> String? {
    // Most lines hold no import, and a regular expression takes its time to say so.
    let start = line.drop { $0 == " " }
    guard ["import ", "@", "package import "].contains(where: start.hasPrefix) else { return nil }
    return line.firstMatch(
      of:
        /^\s*(?:@\w+\s+|package\s+|public\s+|internal\s+|private\s+)*import\s+(?:struct\s+|class\s+|enum\s+|func\s+)?(\w+)/
    ).map { String($0.output.1) }
  }

  @Test func `imports of ours only what the architecture allows`() {
    let wrong = Project.swiftSources.flatMap { file in
      file.places { line in
        guard let name = Self.imported(line), Self.allowed.keys.contains(name) else { return false }
        return Self.allowed[file.module]?.contains(name) != true
      }
    }
    #expect(wrong == [], "docs/architecture.md says what each module may import")
  }

  /// Types that other modules can see and that are declared once: a name that several modules use says nothing of where
  /// it comes from.
  private static let homes: [String: String] = {
    let declaration = /^package\s+(?:final\s+|indirect\s+)?(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/
    var homes: [String: [String]] = [:]
    for file in Project.swiftSources {
      for line in file.code where line.hasPrefix("package ") {
        guard let name = line.firstMatch(of: declaration)?.output.1 else { continue }
        homes[String(name), default: []].append(file.module)
      }
    }
    return homes.compactMapValues { $0.count == 1 ? $0[0] : nil }
  }()

  /// Names that a module declares within other types, or as generic parameters.
  private static let own: [String: Set<String>] = {
    let keywords: Set<String> = ["struct", "class", "enum", "actor", "protocol", "typealias", "associatedtype"]
    var own: [String: Set<String>] = [:]
    for file in Project.swiftSources {
      for line in file.code {
        var before = ""
        for (word, isAfterBracket) in words(in: line) {
          if isAfterBracket || keywords.contains(before) { own[file.module, default: []].insert(word) }
          before = word
        }
      }
    }
    // GRDB's and NIO's.
    for module in ["Storage", "Server"] { own[module, default: []].insert("Configuration") }
    return own
  }()

  /// A closure or a value can carry a type through a module that does not import it.
  @Test func `names no type of a module that it may not import`() {
    let wrong = Project.swiftSources.flatMap { file -> [String] in
      let allowed = (Self.allowed[file.module] ?? []).union([file.module])
      return file.code.indices.flatMap { index in
        Self.typeNames(in: file.code[index])
          .filter { Self.own[file.module]?.contains($0) != true }
          .filter { name in Self.homes[name].map { !allowed.contains($0) } ?? false }
          .map { file.place(index, "\($0) is a type of \(Self.homes[$0] ?? "")") }
      }
    }
    #expect(wrong == [], "docs/architecture.md says what each module may import")
  }

  private static func typeNames(in line: String) -> [String] {
    words(in: line).map(\.word).filter { $0.first?.isUppercase == true }
  }

  /// Identifiers and keywords outside of text, and whether each follows a `<`. By bytes: all files are read.
  private static func words(in line: String) -> [(word: String, isAfterBracket: Bool)] {
    var words: [(word: String, isAfterBracket: Bool)] = []
    var word: [UInt8] = []
    var (isText, isAfterBracket) = (false, false)
    for byte in Array(line.utf8) + [UInt8(ascii: "\n")] {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x5F: word.append(byte)
      default:
        if !isText, !word.isEmpty { words.append((String(decoding: word, as: UTF8.self), isAfterBracket)) }
        word = []
        isAfterBracket = byte == UInt8(ascii: "<")
        if byte == UInt8(ascii: "\"") { isText.toggle() }
      }
    }
    return words
  }

  @Test func `leaves the libraries alone that another one wraps`() {
    let wrong = Project.swiftSources.flatMap { file in
      file.places { line in
        guard let name = Self.imported(line), let keepers = Self.keepers[name] else { return false }
        return !keepers.contains(file.module)
      }
    }
    #expect(wrong == [], "only \(Self.keepers) may")
  }

  @Test func `of rules does no input and output`() {
    let allowed: Set<String> = ["FoundationEssentials", "Crypto", "RealModule", "Synchronization"]
    let wrong = Project.swiftSources.filter { $0.module == "Domain" }.flatMap { file in
      file.places { line in Self.imported(line).map { !allowed.contains($0) } ?? false }
    }
    #expect(wrong == [], "Domain decides; who acts is elsewhere")
  }

  @Test func `is one of those that the architecture names`() {
    let folders = Set(Project.swiftSources.map(\.module))
    #expect(folders.subtracting(Self.allowed.keys) == [], "a new wall needs a reason, and a row in the table")
  }

  /// A row of the table in the document: `| `Name` | what it is | Other, Modules |`.
  @Test func `has the same row in the document and here`() {
    let rows = Project.documents.filter { $0.path == "docs/architecture.md" }.flatMap(\.lines)
      .compactMap { $0.wholeMatch(of: /\|\s*`(\w+)`\s*\|.*\|([^|]*)\|\s*/) }
      .filter { Self.allowed.keys.contains(String($0.output.1)) }
    for row in rows {
      let name = String(row.output.1)
      let documented = row.output.2.replacing("`", with: "").split(separator: ",")
        .map { $0.trimmingPrefix(while: \.isWhitespace) }.map { String($0.prefix { !$0.isWhitespace }) }
      let ours = Set(documented).intersection(Self.allowed.keys)
      let expected = (Self.allowed[name] ?? []).subtracting(["CGuard", "CWeb", "CBcrypt", "CZlib"])
      let isAll = documented == ["all"] && name == "muster"
      #expect(
        isAll || ours.subtracting(["CGuard", "CWeb", "CBcrypt", "CZlib"]) == expected,
        "docs/architecture.md, row of \(name)")
    }
  }
}
