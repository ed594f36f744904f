import ArgumentParser
import Domain

struct ModelsShare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "share", abstract: "Grant a model to others, or take it from them.",
    discussion: """
      WHO is everyone, user:ID-or-address or group:ID-or-name. It has the right that is named here, whatever it had \
      before; grants to others stay as they are. Who may write may read. If somebody changes the model in the same \
      moment, nothing is done.

        muster models share tutor --read everyone
        muster models share tutor --write user:uma@example.org --remove everyone
        muster models share tutor --read 'group:Class 1' --reason 'term begins'
      """)

  @OptionGroup var model: ModelArgument
  @Option(help: ArgumentHelp("Who may see and use it; may be repeated.", valueName: "who")) var read: [Recipient] = []
  @Option(help: ArgumentHelp("Who may change it, too; may be repeated.", valueName: "who")) var write: [Recipient] = []
  @Option(help: ArgumentHelp("From whom to take what was granted; may be repeated.", valueName: "who"))
  var remove: [Recipient] = []
  @Option(help: "Why, for the audit trail.") var reason: String?
  @OptionGroup var output: OutputOptions
  @OptionGroup var server: ConnectionOptions

  func validate() throws {
    let named = read + write + remove
    if named.isEmpty { throw ValidationError("Say whom to share with: --read, --write or --remove.") }
    let twice = named.enumerated().first { place, who in named[..<place].contains(who) }
    if let twice { throw ValidationError("'\(twice.element)' is named twice.") }
  }

  func run() async throws {
    let connection = try server.connection()
    // What only a runtime offers has no grants yet; it gets its entry by this.
    let path = "/api/v1/models/model/access"
    let seen = try await connection.find(path + model.query.text)
    var sheet = GrantSheet(seen?["grants"]?.array ?? [])
    let lookup = GranteeLookup(directory: Directory(connection: connection), sheet: sheet)
    for who in remove where !sheet.take(from: try await lookup.grantee(who)) {
      Terminal.complain(DisplayText.harmless("Nothing was granted to \(who)."))
    }
    for who in read { sheet.give(.read, to: try await lookup.grantee(who)) }
    for who in write { sheet.give(.write, to: try await lookup.grantee(who)) }
    var form: JSON.Object = ["id": .string(model.id), "access_grants": sheet.json]
    form["revision"] = seen?["revision"]
    form["reason"] = reason.map(JSON.string)
    let shared = try await connection.post(path + "/update", Query(), .object(form))
    output.show(shared, words: "\(model.id): \(sheet.words) (revision \(shared["revision"]?.int ?? 0)).")
  }
}

/// Finds out whom a recipient means: among those who have something already, then in the house.
private struct GranteeLookup {
  let directory: Directory
  let sheet: GrantSheet

  func grantee(_ recipient: Recipient) async throws -> GrantSheet.Grantee {
    if let known = sheet.grantee(recipient) { return known }
    switch recipient {
    case .everyone: return .everyone
    case .user(let word): return Self.grantee("user", try await directory.person(word))
    case .group(let word): return Self.grantee("group", try await directory.group(word, forSharing: true))
    }
  }

  private static func grantee(_ type: String, _ found: JSON) -> GrantSheet.Grantee {
    GrantSheet.Grantee(type: type, id: found["id"]?.string ?? "", name: found["name"]?.string ?? "")
  }
}
