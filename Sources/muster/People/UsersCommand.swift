import ArgumentParser
import Domain

struct UsersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "See, add, change and remove people.",
    subcommands: [
      UsersList.self, UsersShow.self, UsersAdd.self, UsersUpdate.self, UsersDelete.self, UsersEndSessions.self,
      UsersAccess.self, UsersResetPassword.self,
    ])
}

extension Role: ExpressibleByArgument {}

/// How a person is spoken of.
enum PersonText {
  static func nameAndAddress(_ person: JSON) -> String {
    "\(person["name"]?.string ?? "") <\(person["email"]?.string ?? "")>"
  }

  static func name(_ person: JSON) -> String { person["name"]?.string ?? "" }

  static func tone(ofRole role: String) -> Cell.Tone { role == Role.pending.rawValue ? .waiting : .plain }
}
