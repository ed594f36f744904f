import ArgumentParser
import Domain

/// The id of a model. The shell completes it by asking the server.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The model's ID.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var id: String

  var query: Query { Query(["id": id]) }
}

/// A user.
struct UserArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The user's ID or email address.", valueName: "user"), completion: .users)
  var reference: String
}

/// A group.
struct GroupArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The group's ID or name.", valueName: "group"), completion: .groups)
  var reference: String
}

extension CompletionKind {
  static var users: CompletionKind { .shellCommand("muster users list --quiet 2>/dev/null") }
  static var runtimes: CompletionKind { .shellCommand("muster runtimes list --quiet 2>/dev/null") }
  static var groups: CompletionKind { .shellCommand("muster groups list --quiet 2>/dev/null") }
}

/// `name=json` on the command line, as in `--param temperature=0.2` or `--param 'stop=["END"]'`.
struct NamedValueArgument: ExpressibleByArgument, Sendable {
  var name: String
  var value: JSON

  /// Text needs quotes: otherwise `temperature=0,2` would be accepted as text.
  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex,
      let value = try? JSON(parsing: Array(argument[argument.index(after: equals)...].utf8))
    else { return nil }
    name = String(argument[..<equals])
    self.value = value
  }
}

/// A number, sent to the server with the digits as typed.
struct NumberArgument: ExpressibleByArgument, Sendable {
  var value: JSON

  init?(argument: String) {
    guard let value = try? JSON(parsing: Array(argument.utf8)), case .number = value else { return nil }
    self.value = value
  }
}
