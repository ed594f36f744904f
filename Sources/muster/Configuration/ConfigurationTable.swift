import Domain
import Logging

/// All keys of the configuration.
enum ConfigurationTable {
  static let listOfRuntimes = "runtimes"
  /// Variables of the command line, not of the configuration.
  static let otherVariables: Set<String> = ["MUSTER_URL", "MUSTER_TOKEN"]

  static let top: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "listen", \.listen, .address, default: "127.0.0.1:8080",
      "The address that Muster listens on. 0.0.0.0:8080 listens on all IPv4 addresses; port 0 chooses a free port."),
    ConfigurationKey(
      "data", \.data, .folder, default: "./data",
      "The folder for the database, the keys and the logs. Back it up."),
    ConfigurationKey(
      "models", \.models, .folder, default: "./models",
      "The folder with the weights. Each *.gguf file with a model is available as a base model. Muster watches the folder for changes."
    ),
    ConfigurationKey(
      "sign_up", \.signUp, .choice(), default: "open",
      "Who can sign up. open: anyone. approval: anyone, but an administrator must approve each account before its first "
        + "use. closed: no one; administrators create the accounts. The first user to sign up becomes the administrator."
    ),
    ConfigurationKey(
      "session_lifetime", \.sessionLifetime, .duration(.seconds(60) ... .seconds(86_400 * 3650)), default: "28d",
      "How long a session lasts after sign-in."),
    ConfigurationKey(
      "openwebui_secret", \.openWebUISecret, .optionalSecret, default: "none",
      "WEBUI_SECRET_KEY of the Open WebUI instance that users were imported from. Users who are signed in there are then "
        + "signed in here. Prefer the environment variable to the file."),
    ConfigurationKey(
      "trusted_proxies", \.trustedProxies, .networks, default: "[]",
      "Addresses or networks of reverse proxies whose X-Forwarded-For, -Proto, -Host and -Port headers are trusted. "
        + "Otherwise the audit trail and the limits on sign-in attempts use the proxy's address for all its clients, and "
        + "the session cookie is not marked Secure."),
    ConfigurationKey(
      "base_path", \.basePath, .basePath, default: "/", example: "/",
      "The path below which a reverse proxy serves Muster, such as /muster. The proxy may keep it or strip it."),
    ConfigurationKey(
      "allowed_origins", \.allowedOrigins, .origins, default: "[]",
      "Origins of web pages that may use the models from a browser (CORS): [https://chat.example.org], or [\"*\"] for "
        + "all. Applies to the OpenAI API below /v1, not to the management API, and only to requests with a bearer token."
    ),
    ConfigurationKey(
      "limits.body", \.limits.bodyBytes, .bytes(1 << 10...4 << 30), default: "32MiB",
      "The largest request body."),
    ConfigurationKey(
      "limits.bodies", \.limits.bodiesBytes, .bytes(1 << 20...1 << 40), default: "256MiB",
      "The most memory for all request bodies together; bodies up to 64KiB don't count. When it is used up, requests "
        + "with larger bodies get 503 and Retry-After. At least limits.body."),
    ConfigurationKey(
      "limits.connections", \.limits.connections, .count(16...1_000_000), default: "4000",
      "The maximum number of client connections; fewer if the open-file limit is too low. When it is reached, idle "
        + "connections are closed and new ones wait."),
    ConfigurationKey(
      "limits.waiting", \.limits.waiting, .count(0...1_000_000), default: "1000",
      "The maximum number of requests that wait for one model. Further requests get 429 and Retry-After."),
    ConfigurationKey(
      "bin_retention", \.binRetention, .duration(.seconds(1) ... .seconds(86_400 * 36_500)), default: "90d",
      "How long deleted models stay in the bin before they are purged with all their revisions."),
    ConfigurationKey(
      "backups.folder", \.backups.folder, .optionalFolder, default: "none", example: "./backups",
      "The folder for automatic backups, preferably on another disk than the data. none: no automatic backups."),
    ConfigurationKey(
      "backups.every", \.backups.every, .duration(.seconds(1) ... .seconds(86_400 * 365)), default: "1d",
      "The interval between automatic backups."),
    ConfigurationKey(
      "backups.keep", \.backups.keep, .count(1...100_000), default: "14",
      "The number of automatic backups to keep. Older ones are deleted."),
    ConfigurationKey(
      "downloads.reserve", \.downloads.reserveBytes, .bytes(0...1 << 50), default: "2GiB",
      "The space on the disk of the models folder that downloads and uploads of weights leave free."),
    ConfigurationKey(
      "downloads.hugging_face", \.downloads.huggingFace, .baseURL, default: "https://huggingface.co",
      "The address of Hugging Face, or of a mirror of it."),
    ConfigurationKey(
      "downloads.hugging_face_token", \.downloads.token, .secrets, default: "none",
      "Where the token for Hugging Face is, for models that need one. It is sent to downloads.hugging_face only."),
    ConfigurationKey(
      "audit.retention", \.audit.retention, .duration(.seconds(1) ... .seconds(86_400 * 36_500)), default: "400d",
      "How long entries of the audit trail keep their contents. Proofs stay valid after that. Less than 180d needs "
        + "audit.short_retention."),
    ConfigurationKey(
      "audit.short_retention", \.audit.shortRetention, .choice(), default: "refused",
      "Whether audit.retention may be less than 180d. Some laws, such as the EU AI Act, require six months."),
    ConfigurationKey(
      "audit.publish_file", \.audit.publishFile, .optionalFile, default: "none", example: "./checkpoints.txt",
      "The file to append signed checkpoints of the audit trail to, preferably on another machine. Without a checkpoint "
        + "elsewhere, anyone who controls this machine can rewrite the audit trail unnoticed."),
    ConfigurationKey(
      "audit.publish_syslog", \.audit.publishSyslog, .optionalAddress, default: "none",
      "The syslog server (UDP) to send checkpoints to."),
    ConfigurationKey(
      "audit.publish_webhook", \.audit.publishWebhook, .optionalWebhook, default: "none",
      "The URL to POST checkpoints to, as text."),
    ConfigurationKey(
      "audit.publish_every", \.audit.publishEvery, .duration(.seconds(1) ... .seconds(86_400 * 7)), default: "60s",
      "The interval at which new checkpoints are published."),
    ConfigurationKey(
      "shutdown_timeout", \.shutdownTimeout, .duration(.zero ... .seconds(3600)), default: "30s",
      "How long running requests may take to finish when Muster shuts down. The rest are cut off and logged."),
    ConfigurationKey("log_level", \.logLevel, .choice(), default: "info", "The lowest level that is logged."),
  ]

  /// `limits.body` in the name of a variable: `LIMITS_BODY`.
  static func variablePart(_ name: String) -> String {
    String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

/// One key of the configuration.
///
/// The only source for reading, messages, environment variables, `muster config check`, the example and the table in
/// docs/configuration.md.
struct ConfigurationKey<Subject>: Sendable {
  struct Stored {
    var shown: JSON
    var warnings: [String]
  }

  /// Dots separate groups: `limits.body`.
  let name: String
  /// The default as written in the file; `nil` for a required key.
  let standard: String?
  /// The value in the example configuration.
  let example: String
  let explanation: String
  let allowed: String
  let isStructured: Bool
  private let storing: @Sendable (Setting, PathBase, inout Subject) throws(UnacceptableValue) -> Stored
  private let showing: @Sendable (Subject) -> JSON

  init<Value>(
    _ name: String, _ field: any WritableKeyPath<Subject, Value> & Sendable, _ kind: ValueKind<Value>,
    default standard: String? = nil, example: String? = nil, _ explanation: String
  ) {
    self.name = name
    self.standard = standard
    self.example = example ?? standard ?? ""
    self.explanation = explanation
    allowed = kind.allowed
    isStructured = kind.isStructured
    storing = { setting, base, subject throws(UnacceptableValue) in
      let value = try kind.read(setting, base)
      subject[keyPath: field] = value
      return Stored(shown: kind.show(value), warnings: kind.warnings(value))
    }
    showing = { kind.show($0[keyPath: field]) }
  }

  /// The value as it is shown; secrets are hidden.
  func shown(in subject: Subject) -> JSON { showing(subject) }

  /// Reads `setting` into the key's field of `subject`.
  func store(_ setting: Setting, _ base: PathBase, in subject: inout Subject) throws(UnacceptableValue) -> Stored {
    try storing(setting, base, &subject)
  }

  /// The name of the variable that overrides the key, without a prefix such as `MUSTER_`.
  var variableSuffix: String { ConfigurationTable.variablePart(name) }
}
