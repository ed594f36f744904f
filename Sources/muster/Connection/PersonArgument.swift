import ArgumentParser

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
