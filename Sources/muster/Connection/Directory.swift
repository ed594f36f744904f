import Domain

/// Finds whom and which group a word on the command line means.
struct Directory {
  let connection: ServerConnection

  /// - Parameter word: an id or an e-mail address.
  /// - Returns: the person in short: `id`, `name`, `email`, `role`, `groups`.
  func person(_ word: String) async throws -> JSON {
    guard word.contains("@") else {
      guard !word.isEmpty, let person = try await connection.find("/api/v1/users/\(Query.encoded(word))/info") else {
        throw CommandFailure.refused("There is nobody with the id '\(DisplayText.harmless(word))'.")
      }
      return person
    }
    let found = try await connection.getAllPages("/api/v1/users/search", Query(["query": word]), of: "users")
    let person = (found["users"]?.array ?? []).first { $0["email"]?.string?.lowercased() == word.lowercased() }
    guard let person else {
      throw CommandFailure.refused("There is nobody with the e-mail address '\(DisplayText.harmless(word))'.")
    }
    return person
  }

  func personID(_ word: String) async throws -> String { try await person(word)["id"]?.string ?? "" }

  /// - Parameters:
  ///   - word: an id or a name; ids go before names.
  ///   - sharing: for those who are no administrators, look among the groups that they may share with.
  func group(_ word: String, forSharing sharing: Bool = false) async throws -> JSON {
    let answer = try await connection.get("/api/v1/groups/", Query(["share": sharing ? "true" : nil]))
    guard let group = Self.group(word, among: answer.array ?? []) else {
      throw CommandFailure.refused("There is no group with the id or name '\(DisplayText.harmless(word))'.")
    }
    return group
  }

  func groupID(_ word: String) async throws -> String { try await group(word)["id"]?.string ?? "" }

  /// Names of groups differ in more than upper and lower case.
  static func group(_ word: String, among groups: [JSON]) -> JSON? {
    groups.first { $0["id"]?.string == word }
      ?? groups.first { $0["name"]?.string?.lowercased() == word.lowercased() }
  }
}
