import Domain

/// What a model was, version by version.
struct ModelPast {
  let id: String
  let connection: ServerConnection

  /// Versions older than `before`, newest first; as many as the server gives at once.
  func versions(before: Int? = nil) async throws -> [JSON] {
    let query = Query(["id": id, "before": before.map(String.init)])
    return try await connection.get("/api/v1/models/model/history", query).array ?? []
  }

  /// The number of the newest version.
  func newest() async throws -> Int { try await versions().first?["revision"]?.int ?? 0 }

  /// The number of the version that the model had then.
  /// - Throws: `CommandFailure` when it was not there then.
  func revision(at moment: Moment) async throws -> Int {
    var page = try await versions()
    while let oldest = page.last?["revision"]?.int {
      // The clock may have been set back: the newest one that is old enough counts, as for the server.
      let found = page.first { $0["created_at"]?.int ?? .max <= moment.secondsSince1970 }
      if let found, let revision = found["revision"]?.int {
        if found["action"]?.string == "model.delete" { break }
        return revision
      }
      page = try await versions(before: oldest)
    }
    throw CommandFailure.nothing(of: id, at: moment)
  }

  /// A version as the server's queries and forms name it: by its number, else by its version id.
  static func form(_ version: String) -> JSON.Object {
    if let number = Int(version) { ["revision": .int(number)] } else { ["version_id": .string(version)] }
  }
}

extension ServerConnection {
  /// All models as they were then, in the member `data`.
  func models(at moment: Moment) async throws -> JSON {
    try await get("/api/v1/models/", Query(["at": "\(moment.secondsSince1970)"]))
  }

  /// Those of `models(at:)` that are named, in that order.
  func models(_ ids: [String], at moment: Moment) async throws -> [JSON] {
    let all = try await models(at: moment)["data"]?.array ?? []
    return try ids.map { id in
      guard let model = all.first(where: { $0["id"]?.string?.hasSameBytes(as: id) == true }) else {
        throw CommandFailure.nothing(of: id, at: moment)
      }
      return model
    }
  }
}

extension CommandFailure {
  static func nothing(of id: String, at moment: Moment) -> CommandFailure {
    .refused(
      "\(Terminal.localTime(moment.secondsSince1970)): then there was no model '\(DisplayText.harmless(id))' that you "
        + "may see.")
  }
}

/// How to take back what was just done, when the server says how.
enum UndoAdvice {
  static func show(_ token: String?) {
    guard let token else { return }
    Terminal.complain("undo with: muster undo \(DisplayText.harmless(token))")
  }
}
