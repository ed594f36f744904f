/// Why a file is not a complete Muster database. Each text continues the file's name: "x.db: it is …".
package enum UnfitFile: Error, Equatable, Sendable, CustomStringConvertible {
  case missing(String)
  /// Both in bytes.
  case truncated(found: Int, expected: Int)
  case damaged([String])
  case foreign(String)
  case newer(found: Int, known: Int)
  /// Changes that are not in the file yet lie beside it.
  case unfinished

  /// For programs.
  package var code: String {
    switch self {
    case .missing: "missing"
    case .truncated: "truncated"
    case .damaged: "damaged"
    case .foreign: "foreign"
    case .newer: "newer_schema"
    case .unfinished: "unfinished"
    }
  }

  package var description: String {
    switch self {
    case .missing(let reason): "it cannot be read: \(reason)"
    case .truncated(let found, let expected): "it is truncated: \(found) of \(expected) bytes"
    case .damaged(let problems): "it is damaged: \(problems.joined(separator: "; "))"
    case .foreign(let reason): "it is not a Muster database: \(reason)"
    case .newer(let found, let known):
      "it was made by a newer version of Muster: it has schema \(found), this version knows schemas up to \(known)"
    case .unfinished:
      "it is in use, or was when it was copied: there are changes beside it in a file that ends in -wal. "
        + "Use a backup made by 'muster backup'"
    }
  }
}
