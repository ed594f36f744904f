import Foundation

/// The project's own files, as text.
struct Project {
  struct File: Sendable, CustomStringConvertible {
    /// From the project's top folder.
    let path: String
    let lines: [String]
    /// The lines without their comments.
    let code: [String]

    init(path: String, text: String) {
      self.path = path
      lines = text.components(separatedBy: "\n")
      code = lines.map(\.withoutComment)
    }

    var description: String { path }
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }
    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }
    /// `Sources/<Module>/…`
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// `path:line: text` of each line whose code `isWrong`.
    func places(where isWrong: (String) -> Bool) -> [String] {
      code.indices.filter { isWrong(code[$0]) }.map { place($0, lines[$0]) }
    }

    func place(_ index: Int, _ text: String) -> String {
      "\(path):\(index + 1): \(text.trimmingCharacters(in: .whitespaces))"
    }
  }

  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path(percentEncoded: false)

  /// Not written by us, or made by the build.
  private static let strange: Set<String> = ["node_modules", "dist", "build", "__pycache__"]

  static let swiftSources = files(below: "Sources", endings: ["swift"])
  static let swift = swiftSources + files(below: "Tests", endings: ["swift"])
  static let typeScript = files(below: "Web", endings: ["ts", "tsx"])
  static let python =
    files(below: "Tests", endings: ["py"]) + files(below: "scripts", endings: ["py"])
    + files(below: "Benchmarks", endings: ["py"])
  static let documents =
    files(below: "docs", endings: ["md"])
    + ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Web/README.md", "Benchmarks/README.md"]
    .filter(exists).compactMap(read)

  static let makefile = read("Makefile")

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: top + path) }

  static func files(below folder: String, endings: Set<String>) -> [File] {
    guard let names = FileManager.default.enumerator(atPath: top + folder) else { return [] }
    var found: [String] = []
    while let name = names.nextObject() as? String {
      let parts = name.split(separator: "/").map(String.init)
      if parts.contains(where: { strange.contains($0) || $0.hasPrefix(".") }) { continue }
      if let ending = name.split(separator: ".").last, endings.contains(String(ending)) { found.append(name) }
    }
    return found.sorted().compactMap { read("\(folder)/\($0)") }
  }

  private static func read(_ path: String) -> File? {
    guard let text = try? String(contentsOfFile: top + path, encoding: .utf8) else { return nil }
    return File(path: path, text: text)
  }
}

extension String {
  /// Without what follows `//`, as far as one line tells.
  fileprivate var withoutComment: String {
    var rest = self[...]
    while let slashes = rest.firstRange(of: "//") {
      let isComment = slashes.lowerBound == startIndex || self[index(before: slashes.lowerBound)].isWhitespace
      if isComment { return String(self[..<slashes.lowerBound]) }
      rest = self[slashes.upperBound...]
    }
    return self
  }
}
