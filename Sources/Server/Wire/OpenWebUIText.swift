import Domain

/// Refusals with the texts that Open WebUI's clients expect from certain routes.
enum OpenWebUIText {
  /// Sign-up and sign-in have one text for everything that is wrong with the form.
  static func ofInvalidForm<Value>(_ read: () async throws -> Value) async throws -> Value {
    try await replacing({ $0.kind == .invalid }, by: "Invalid authentication request.", read)
  }

  static func ofMissingGroup<Value>(_ find: () async throws -> Value) async throws -> Value {
    try await replacing({ $0.code == "group.not_found" }, by: Refusal.modelNotFound.detail, find)
  }

  private static func replacing<Value>(
    _ applies: (Refusal) -> Bool, by text: String, _ body: () async throws -> Value
  ) async throws -> Value {
    do {
      return try await body()
    } catch let refusal as Refusal where applies(refusal) {
      throw Refusal(refusal.kind, code: refusal.code, detail: text)
    }
  }
}
