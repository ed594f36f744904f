import Accounts
import Domain
import Hummingbird
import NIOCore

/// A request as the handlers of routes see it.
///
/// Not Hummingbird's protocol of the same name: inside this module the plain name means this type. What Hummingbird
/// asks for is `ConnectionContext`.
struct RequestContext: Sendable {
  let request: Request
  let origin: Origin
  /// Who connected to the outermost trusted proxy.
  let client: Client
  let credentials: Credentials
  let disconnect: ClientDisconnect
  /// From the path, percent-decoded.
  let parameters: [String: String]
  let query: Query
  /// In bytes.
  let bodyLimit: Int
  let reader: BodyReader
  /// Set by `RequestHandler` where the route needs an account.
  var caller: Caller?

  func requireCaller() throws -> Caller {
    guard let caller else { throw Refusal.notAuthenticated }
    return caller
  }

  /// The whole body, decoded.
  /// - Throws: `Refusal` if it exceeds `limits.body`; `RequestFailure` if it cannot be read.
  func body() async throws -> [UInt8] {
    let isConfigured = bodyLimit > BodyReader.unauthenticatedLimit
    let tooLarge = Refusal(
      .tooLarge, code: "request.too_large",
      detail: "The body is larger than \(bodyLimit.asBytes)"
        + (isConfigured ? " (limits.body in the configuration)." : "."))
    var bytes: [UInt8] = []
    try await reader.read(atMost: bodyLimit, else: tooLarge) { bytes.append(contentsOf: $0.readableBytesView) }
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

/// What Hummingbird needs to know of a request, and the connection that it came by.
struct ConnectionContext: Hummingbird.RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

/// The query of a URL, decoded once.
struct Query: Sendable {
  private let values: [String: [String]]

  /// - Throws: `Refusal` if it does not decode to UTF-8 text.
  init(_ text: String?) throws {
    var values: [String: [String]] = [:]
    for pair in (text ?? "").split(separator: "&") {
      let parts = try pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
        guard let decoded = part.replacing("+", with: " ").removingPercentEncoding, !decoded.utf8.contains(0) else {
          throw Refusal.notText("The query")
        }
        return decoded
      }
      if let name = parts.first { values[name, default: []].append(parts.count > 1 ? parts[1] : "") }
    }
    self.values = values
  }

  /// `nil` if missing or empty; the first value counts.
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

  /// False if missing.
  func flag(_ name: String) throws -> Bool { try choice(name, default: Flag.false) == .true }

  /// `nil` if missing.
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
