import ArgumentParser
import Domain

struct GroupsDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a group and what is granted to it; its members stay.",
    discussion: """
      Groups that are part of it become groups of their own. Can be undone for a day with 'muster undo'. Asks first. \
      In scripts --yes is needed.

        muster groups delete 'Class 1' --yes
      """)

  @OptionGroup var group: GroupArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete the group '\(group.group)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).group(group.group)
    let name = found["name"]?.string ?? ""
    let count = found["member_count"]?.int ?? 0
    try confirmation.ask(
      "Delete the group '\(name)' (\(count) member\(count == 1 ? "" : "s")) and what is granted to it?",
      otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(toDelete: GroupPath.of(found, "/delete"))
    output.show(try connection.content(of: answer), words: "The group '\(name)' is deleted.")
    UndoAdvice.show(answer.undoToken)
  }
}
