/// Why a file cannot be taken for a whole database of ours. Each reads on after the file's name: "x.db: it is …".
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
    case .truncated(let found, let expected): "it is cut short: \(found) bytes are there, \(expected) belong to it"
    case .damaged(let problems): "it is damaged: \(problems.joined(separator: "; "))"
    case .foreign(let reason): "it is not Muster's: \(reason)"
    case .newer(let found, let known):
      "it was made by a newer version of Muster: it is at schema \(found), this one knows schemas up to \(known)"
    case .unfinished:
      "it is a database that is in use, or was when it was copied: changes lie beside it in a file that ends in -wal. "
        + "Take a backup made by 'muster backup'"
    }
  }
}
