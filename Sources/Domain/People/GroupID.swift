/// Names a group of people, byte by byte.
package struct GroupID: Hashable, Sendable, CustomStringConvertible {
  package let text: String
  package init(_ text: String) { self.text = text }
  package var description: String { text }

  package static func == (left: GroupID, right: GroupID) -> Bool { left.text.hasSameBytes(as: right.text) }

  package func hash(into hasher: inout Hasher) { ExactText(text).hash(into: &hasher) }
}
