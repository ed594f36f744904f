import ArgumentParser
import Domain

/// `name=json` on the command line, as in `--param temperature=0.2` or `--param 'stop=["END"]'`.
struct NamedJSON: ExpressibleByArgument, Sendable {
  var name: String
  var value: JSON

  /// Text needs its quotes: `temperature=0,2` would otherwise be taken for a word.
  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex,
      let value = try? JSON(parsing: Array(argument[argument.index(after: equals)...].utf8))
    else { return nil }
    name = String(argument[..<equals])
    self.value = value
  }
}

/// A number that goes to the server with the digits it was typed with.
struct NumberArgument: ExpressibleByArgument, Sendable {
  var value: JSON

  init?(argument: String) {
    guard let value = try? JSON(parsing: Array(argument.utf8)), case .number = value else { return nil }
    self.value = value
  }
}
