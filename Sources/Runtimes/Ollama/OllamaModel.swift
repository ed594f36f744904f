import Domain
import FoundationEssentials

/// An entry of `/api/tags`.
struct OllamaModel: Sendable, Equatable {
  /// How it is loaded.
  enum Usage: Sendable { case generation, embedding }

  /// As listed, with its tag: `llama3:latest`.
  var name: String
  /// SHA-256 of the manifest, which names weights, template and parameters.
  var manifest: String
  var bytes: Int?
  var changedAt: Timestamp?
  var usage: Usage

  /// `nil` for what cannot be loaded here: a model that Ollama only passes on to its cloud.
  init?(_ entry: JSON) {
    guard let name = entry["name"]?.string ?? entry["model"]?.string else { return nil }
    if entry["remote_host"]?.string?.isEmpty == false { return nil }
    self.name = name
    let changedAt = entry["modified_at"]?.string
    manifest = entry["digest"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "\(name) \(changedAt ?? "")"
    bytes = entry["size"]?.int.flatMap { $0 > 0 ? $0 : nil }
    self.changedAt = changedAt.flatMap(Timestamp.init(ollama:))
    let capabilities = entry["capabilities"]?.array?.compactMap(\.string) ?? []
    usage = capabilities.contains("embedding") && !capabilities.contains("completion") ? .embedding : .generation
  }
}

/// An entry of `/api/ps`: a model in Ollama's memory, under the name that loaded it.
struct OllamaRunner: Sendable, Equatable {
  var name: String
  var manifest: String
  /// `nil`: not told. Ollama says 0 for a moment after a load.
  var bytes: Int?
  /// When Ollama unloads it; in the past while it only waits for the last answer. By the clock of the server.
  var expiresAt: Timestamp?

  init?(_ entry: JSON) {
    guard let name = entry["name"]?.string ?? entry["model"]?.string else { return nil }
    self.name = name
    manifest = entry["digest"]?.string ?? ""
    bytes = entry["size"]?.int.flatMap { $0 > 0 ? $0 : nil }
    expiresAt = entry["expires_at"]?.string.flatMap(Timestamp.init(ollama:))
  }

  /// Ollama will unload it by itself. `keep_alive: -1` is the year 2319, so that clocks that differ do not matter.
  var isTemporary: Bool {
    guard let expiresAt else { return false }
    return expiresAt.seconds < Self.now + 10 * 365 * 86_400
  }

  /// It was told to go, and goes with its last answer.
  var isLeaving: Bool { expiresAt.map { $0.seconds <= Self.now } ?? false }

  private static var now: Int { Int(Date().timeIntervalSince1970) }
}

extension Timestamp {
  /// As Go writes times: RFC 3339 with up to nine decimals. `nil` for its zero value, the year 1.
  init?(ollama text: String) {
    self.init(rfc3339: text.replacing(/\.\d+/, with: "", maxReplacements: 1))
    if seconds <= 0 { return nil }
  }
}

extension String {
  /// Ollama finds models in any case.
  func isSameOllamaName(as other: String) -> Bool { lowercased() == other.lowercased() }
}
