import ArgumentParser
import Domain

/// The id of a model, completed by the shell from what the server has.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The model's id.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var id: String

  var query: Query { Query(["id": id]) }
}

/// Somebody with an account.
struct PersonArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The person's id or e-mail address.", valueName: "user"), completion: .people)
  var user: String
}

/// A group, for those commands that are about one.
struct GroupArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The group's id or name.", valueName: "group"), completion: .groups)
  var group: String
}

extension CompletionKind {
  static var people: CompletionKind { .shellCommand("muster users list --quiet 2>/dev/null") }
  static var groups: CompletionKind { .shellCommand("muster groups list --quiet 2>/dev/null") }
}

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
