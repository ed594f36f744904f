import Domain
import Storage

extension Registry {
  /// The base models under what the caller may read: whose state they may follow.
  package func visibleWeights(to caller: Caller) async throws -> Set<ModelID> {
    try Self.check(AccessPolicy.decide(.followResidency, by: caller.principal))
    return try await database.read { connection in
      Set(
        try connection.query(
          "SELECT DISTINCT weights FROM model WHERE \(AccessSQL.allows(.read, to: caller.principal))"
        ) { ModelID(stored: try $0.text("weights")) })
    }
  }

  /// The base model that answers for a model which the caller may read.
  /// - Throws: `Refusal.modelNotFound`.
  package func visibleWeights(of id: ModelID, as caller: Caller) async throws -> ModelID {
    try await model(id, as: caller).model.weights
  }
}
