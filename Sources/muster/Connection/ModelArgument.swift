import ArgumentParser

/// The id of a model, completed by the shell from what the server has.
struct ModelArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The model's id.", valueName: "id"),
    completion: .shellCommand("muster models list --quiet 2>/dev/null"))
  var id: String

  var query: Query { Query(["id": id]) }
}
