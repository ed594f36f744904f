import Accounts
import Domain
import Hummingbird

/// One request on its way through a handler.
struct RequestContext: Sendable {
  let request: Request
  let origin: Origin
  /// Where it came from, before proxies.
  let client: Client
  let credentials: Credentials
  let disconnect: ClientDisconnect
  /// Out of the path, percent-decoded.
  let parameters: [String: String]
  let query: Query
  let largestBody: Int
  let reader: BodyReader
  /// Set by the front door where the route asks for somebody.
  var caller: Caller?

  func requireCaller() throws -> Caller {
    guard let caller else { throw Refusal.notAuthenticated }
    return caller
  }

  /// The whole body, decoded.
  /// - Throws: `Refusal` when it is larger than `limits.body`; `RequestFailure` when it cannot be read.
  func body() async throws -> [UInt8] {
    let isLimit = largestBody > BodyReader.largestOfStrangers
    let tooLarge = Refusal(
      .tooLarge, code: "request.too_large",
      detail: "The body is larger than \(largestBody.asBytes)\(isLimit ? " (limits.body in the configuration)" : "").")
    var bytes: [UInt8] = []
    try await reader.read(atMost: largestBody, else: tooLarge) { bytes.append(contentsOf: $0.readableBytesView) }
    return bytes
  }

  /// The body as JSON; an empty one is `null`.
  func json() async throws -> JSON {
    let bytes = try await body()
    if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) { return .null }
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw Refusal(
        .invalid, code: "request.invalid_json",
        detail: "The body is not JSON: \(error.message), at byte \(error.offset).",
        fields: [
          FieldProblem(
            ["body", String(error.offset)], type: "json_invalid", message: "JSON decode error: \(error.message)")
        ])
    }
  }
}

/// The query of an address, decoded once.
struct Query: Sendable {
  private let values: [String: [String]]

  /// - Throws: `Refusal` when what stands in it is no text.
  init(_ text: String?) throws {
    var values: [String: [String]] = [:]
    for pair in (text ?? "").split(separator: "&") {
      let parts = try pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
        guard let decoded = part.replacing("+", with: " ").removingPercentEncoding, !decoded.utf8.contains(0) else {
          throw Refusal.unreadable("The query")
        }
        return decoded
      }
      if let name = parts.first { values[name, default: []].append(parts.count > 1 ? parts[1] : "") }
    }
    self.values = values
  }

  /// `nil` when missing or empty; of equal names the first counts.
  subscript(name: String) -> String? { values[name]?.first.flatMap { $0.isEmpty ? nil : $0 } }

  func all(_ name: String) -> [String] { values[name, default: []].filter { !$0.isEmpty } }

  func modelID(_ name: String) throws -> ModelID {
    guard let text = self[name] else {
      throw Refusal.invalid([FieldProblem(["query", name], type: "missing", message: "Field required")])
    }
    return try ModelID(text)
  }

  func int(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws -> Int {
    guard let text = self[name] else { return standard }
    guard let value = Int(text) else {
      throw Refusal.invalid([
        FieldProblem(["query", name], type: "int_parsing", message: "a whole number expected", input: .string(text))
      ])
    }
    return min(max(value, range.lowerBound), range.upperBound)
  }

  /// False when missing.
  func flag(_ name: String) throws -> Bool { try choice(name, default: Flag.false) == .true }

  /// `nil` when missing.
  func optionalFlag(_ name: String) throws -> Bool? {
    try optionalChoice(name, of: Flag.self).map { $0 == .true }
  }

  private enum Flag: String, CaseIterable { case `true`, `false` }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, default standard: Value
  ) throws -> Value where Value.RawValue == String {
    try optionalChoice(name, of: Value.self) ?? standard
  }

  func optionalChoice<Value: RawRepresentable & CaseIterable>(
    _ name: String, of type: Value.Type
  ) throws -> Value? where Value.RawValue == String {
    guard let text = self[name] else { return nil }
    guard let value = Value(rawValue: text) else {
      let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
      throw Refusal.invalid([
        FieldProblem(["query", name], type: "enum", message: "one of \(allowed) expected", input: .string(text))
      ])
    }
    return value
  }
}
