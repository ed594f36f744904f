import ArgumentParser

/// For whom a grant is, as written on the command line.
enum Recipient: ExpressibleByArgument, Equatable, Sendable, CustomStringConvertible {
  case everyone
  /// By id or e-mail address.
  case user(String)
  /// By id or name.
  case group(String)

  init?(argument: String) {
    if argument == "everyone" {
      self = .everyone
      return
    }
    guard let colon = argument.firstIndex(of: ":") else { return nil }
    let who = String(argument[argument.index(after: colon)...])
    switch argument[..<colon] {
    case "user" where !who.isEmpty: self = .user(who)
    case "group" where !who.isEmpty: self = .group(who)
    default: return nil
    }
  }

  var description: String {
    switch self {
    case .everyone: "everyone"
    case .user(let who): "user:\(who)"
    case .group(let who): "group:\(who)"
    }
  }

  static var defaultCompletionKind: CompletionKind {
    .shellCommand(
      """
      echo everyone; muster users list --quiet 2>/dev/null | sed s/^/user:/; \
      muster groups list --quiet 2>/dev/null | sed s/^/group:/
      """)
  }
}
