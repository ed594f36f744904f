/// SQL text with its arguments. Interpolation binds a value as an argument, and never pastes text:
/// `"SELECT name FROM model WHERE id = \(id)"`.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
  package private(set) var text: String
  package private(set) var arguments: [SQLValue]

  package init(stringLiteral value: String) {
    text = value
    arguments = []
  }

  package init(stringInterpolation: Interpolation) {
    text = stringInterpolation.text
    arguments = stringInterpolation.arguments
  }

  package struct Interpolation: StringInterpolationProtocol {
    var text = ""
    var arguments: [SQLValue] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ value: some SQLConvertible) {
      text += "?"
      arguments.append(value.sqlValue)
    }

    package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
      text += "?"
      arguments.append(value?.sqlValue ?? .null)
    }

    /// A fragment with arguments of its own, e.g. a predicate that several statements share.
    package mutating func appendInterpolation(_ fragment: SQL) {
      text += fragment.text
      arguments += fragment.arguments
    }

    /// A list for `IN`. An empty one is a list that nothing is in.
    package mutating func appendInterpolation(in values: [some SQLConvertible]) {
      text += "(" + Array(repeating: "?", count: values.count).joined(separator: ", ") + ")"
      arguments += values.map(\.sqlValue)
    }
  }

  /// The fragments one after the other, with `separator` between.
  package static func joined(_ fragments: [SQL], separator: String) -> SQL {
    var whole: SQL = ""
    for (index, fragment) in fragments.enumerated() {
      if index > 0 { whole.text += separator }
      whole.text += fragment.text
      whole.arguments += fragment.arguments
    }
    return whole
  }
}

package enum SQLValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

package protocol SQLConvertible: Sendable {
  var sqlValue: SQLValue { get }
}

extension Int: SQLConvertible { package var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Bool: SQLConvertible { package var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension Double: SQLConvertible { package var sqlValue: SQLValue { .real(self) } }
extension [UInt8]: SQLConvertible { package var sqlValue: SQLValue { .blob(self) } }
extension String: SQLConvertible { package var sqlValue: SQLValue { .text(self) } }
