import ArgumentParser
import Domain

struct UsersDelete: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete somebody's account; their models become yours.",
    discussion: """
      Sessions, API keys, memberships and what is granted to the person go with it. Can be undone for a day with \
      'muster undo'; after 'muster audit erase' it can't. Asks first. In scripts --yes is needed.

        muster users delete uma@example.org --yes
      """)

  @OptionGroup var person: PersonArgument
  @OptionGroup var confirmation: ConfirmationOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    try confirmation.checkThatSomebodyCanBeAsked(to: "delete the account of '\(person.user)'")
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    let who = PersonText.nameAndAddress(found)
    try confirmation.ask("Delete the account of \(who)? Their models become yours.", otherwise: "Nothing was deleted.")
    let answer = try await connection.answer(
      toDelete: "/api/v1/users/\(Query.encoded(found["id"]?.string ?? ""))")
    output.show(try connection.content(of: answer), words: "\(who) is deleted.")
    UndoAdvice.show(answer.undoToken)
  }
}

struct UsersEndSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-sessions", abstract: "Sign somebody out everywhere.",
    discussion: """
      The password and API keys stay good. To keep a person out: muster users update USER --role pending

        muster users end-sessions uma@example.org
      """)

  @OptionGroup var person: PersonArgument
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func run() async throws {
    let connection = try server.connection()
    let found = try await Directory(connection: connection).person(person.user)
    let id = Query.encoded(found["id"]?.string ?? "")
    let answer = try await connection.post("/api/v1/users/\(id)/sessions/revoke")
    output.show(answer, words: "\(PersonText.nameAndAddress(found)) is signed out everywhere.")
  }
}
