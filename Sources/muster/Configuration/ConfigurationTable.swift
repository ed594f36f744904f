import Domain
import Logging

/// Every key of the configuration.
enum ConfigurationTable {
  static let listOfRuntimes = "runtimes"
  /// Variables that are the command line's, not the configuration's.
  static let otherVariables: Set<String> = ["MUSTER_URL", "MUSTER_TOKEN"]

  static let top: [ConfigurationKey<Configuration>] = [
    ConfigurationKey(
      "listen", \.listen, .address, default: "127.0.0.1:8080",
      "Where Muster listens. 0.0.0.0:8080 is every IPv4 address of this machine; port 0 takes any free port."),
    ConfigurationKey(
      "data", \.data, .folder, default: "./data",
      "The folder of the database, the keys and the logs. Back it up."),
    ConfigurationKey(
      "models", \.models, .folder, default: "./models",
      "The folder of the weights: every *.gguf with a model in it is a base model. Looked at again when it changes."),
    ConfigurationKey(
      "sign_up", \.signUp, .choice(), default: "open",
      "Who gets an account by signing up. open: everybody, at once. approval: everybody, but the account can't be used until an "
        + "administrator approves it. closed: nobody; administrators create the accounts. The first person to sign up is the "
        + "administrator."),
    ConfigurationKey(
      "session_lifetime", \.sessionLifetime, .duration(.seconds(60) ... .seconds(86_400 * 3650)), default: "28d",
      "How long a sign-in lasts."),
    ConfigurationKey(
      "openwebui_secret", \.openWebUISecret, .optionalSecret, default: "none",
      "WEBUI_SECRET_KEY of the Open WebUI whose people were imported: whoever is signed in there is signed in here. "
        + "Better given in the environment."),
    ConfigurationKey(
      "trusted_proxies", \.trustedProxies, .networks, default: "[]",
      "Reverse proxies whose X-Forwarded-For, -Proto, -Host and -Port headers are believed: their addresses or "
        + "networks. Without it, every client behind a proxy has the proxy's address, in the audit trail and when "
        + "sign-ins are slowed down, and the session's cookie is not marked Secure."),
    ConfigurationKey(
      "base_path", \.basePath, .basePath, default: "/", example: "/",
      "The path below which a reverse proxy serves Muster, such as /muster. The proxy may pass it on or take it away."),
    ConfigurationKey(
      "allowed_origins", \.allowedOrigins, .origins, default: "[]",
      "Web pages on other origins that may use the models from a browser (CORS): [https://chat.example.org], or "
        + "[\"*\"] for every page. It opens the OpenAI API below /v1, never the management API, and only to requests "
        + "with a bearer token."),
    ConfigurationKey(
      "limits.body", \.limits.bodyBytes, .bytes(1 << 10...4 << 30), default: "32MiB",
      "The largest request that is read."),
    ConfigurationKey(
      "limits.bodies", \.limits.bodiesBytes, .bytes(1 << 20...1 << 40), default: "256MiB",
      "The most memory that request bodies may use together; bodies up to 64KiB don't count. When it is used up, "
        + "requests with larger bodies get 503 and Retry-After. At least limits.body."),
    ConfigurationKey(
      "limits.connections", \.limits.connections, .count(16...1_000_000), default: "4000",
      "The most client connections open at once; fewer if the limit of open files requires it. When it is reached, idle "
        + "connections are closed and new ones wait."),
    ConfigurationKey(
      "limits.waiting", \.limits.waiting, .count(0...1_000_000), default: "1000",
      "How many requests may wait for one model; more are told to come back later."),
    ConfigurationKey(
      "bin_retention", \.binRetention, .duration(.seconds(1) ... .seconds(86_400 * 36_500)), default: "90d",
      "How long deleted models lie in the bin before they are purged, with their versions."),
    ConfigurationKey(
      "backups.folder", \.backups.folder, .optionalFolder, default: "none", example: "./backups",
      "The folder that backups are made in by themselves; better on another disk than the data."),
    ConfigurationKey(
      "backups.every", \.backups.every, .duration(.seconds(1) ... .seconds(86_400 * 365)), default: "1d",
      "How old the newest backup may be before the next one is made."),
    ConfigurationKey(
      "backups.keep", \.backups.keep, .count(1...100_000), default: "14",
      "How many backups are kept in the folder; the oldest beyond that are removed."),
    ConfigurationKey(
      "audit.retention", \.audit.retention, .duration(.seconds(1) ... .seconds(86_400 * 36_500)), default: "400d",
      "How long entries of the audit trail keep their contents. What is proven stays provable for ever. Less than 180d "
        + "needs audit.short_retention."),
    ConfigurationKey(
      "audit.short_retention", \.audit.shortRetention, .choice(), default: "refused",
      "Whether audit.retention may be less than 180d; the EU AI Act, for one, asks for six months."),
    ConfigurationKey(
      "audit.publish_file", \.audit.publishFile, .optionalFile, default: "none", example: "./checkpoints.txt",
      "The file that signed checkpoints of the audit trail are added to; best on another machine's disk. Without one "
        + "checkpoint elsewhere, whoever owns this machine can rewrite the trail unseen."),
    ConfigurationKey(
      "audit.publish_syslog", \.audit.publishSyslog, .optionalAddress, default: "none",
      "The syslog server (UDP) that checkpoints are sent to."),
    ConfigurationKey(
      "audit.publish_webhook", \.audit.publishWebhook, .optionalWebhook, default: "none",
      "The address that checkpoints are sent to, with POST, as text."),
    ConfigurationKey(
      "audit.publish_every", \.audit.publishEvery, .duration(.seconds(1) ... .seconds(86_400 * 7)), default: "60s",
      "How often a new checkpoint is published, if there is one."),
    ConfigurationKey(
      "shutdown_timeout", \.shutdownTimeout, .duration(.zero ... .seconds(3600)), default: "30s",
      "How long running requests may go on after Muster was told to stop; those that are left are cut off, and named in "
        + "the log."),
    ConfigurationKey("log_level", \.logLevel, .choice(), default: "info", "The least important line that is logged."),
  ]

  static let runtime: [ConfigurationKey<Configuration.Runtime>] = [
    ConfigurationKey(
      "id", \.id, .identifier, example: "local", "The runtime's name, in answers and in the audit trail."),
    ConfigurationKey(
      "kind", \.kind, .choice(note: " (the only kind for now)"), default: "process",
      "What runs the models: one process for each loaded model."),
    ConfigurationKey(
      "memory", \.memoryBytes, .bytes(1 << 20...1 << 50), example: "16GiB",
      "How much memory all loaded models may take together."),
    ConfigurationKey(
      "command", \.command, .command,
      example: "[llama-server, --model, \"{file}\", --host, 127.0.0.1, --port, \"{port}\", --ctx-size, \"4096\"]",
      "Starts one model. {file}, {port} and {key} are filled in: the weights, a free port, and a secret that only "
        + "Muster has (better given in the environment: everybody on the machine can read a command). A program without a slash is looked for on PATH."
    ),
    ConfigurationKey(
      "environment", \.environment, .variables, default: "{}",
      example: "{LLAMA_API_KEY: \"{key}\", OMP_WAIT_POLICY: passive}",
      "Variables that are added for the model's process; {file}, {port} and {key} are filled in here too."),
    ConfigurationKey(
      "load_timeout", \.loadTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "120s",
      "How long a load may take, and how long a request waits for it."),
    ConfigurationKey(
      "drain_timeout", \.drainTimeout, .duration(.zero ... .seconds(86_400)), default: "10m",
      "How long running answers may go on after their model was switched off."),
    ConfigurationKey(
      "unload_grace", \.unloadGrace, .duration(.zero ... .seconds(3600)), default: "10s",
      "How long a model's process may take to end by itself before it is killed."),
    ConfigurationKey(
      "health_interval", \.healthInterval, .duration(.milliseconds(100) ... .seconds(3600)), default: "5s",
      "How often a loaded model is asked whether it is well."),
    ConfigurationKey(
      "stall_timeout", \.stallTimeout, .duration(.seconds(1) ... .seconds(86_400)), default: "60s",
      "A model that is answering, and for so long sends no data (comment lines are none) and hardly uses the processor, "
        + "is taken for hung."),
    ConfigurationKey(
      "idle_unload", \.idleUnload, .optionalDuration(.seconds(1) ... .seconds(86_400 * 365)), default: "none",
      "How long a model that nobody uses stays in memory; its next request loads it again. Those that are kept stay. "
        + "none: as long as they are switched on."),
  ]

  /// `limits.body` as it stands in the name of a variable: `LIMITS_BODY`.
  static func variablePart(_ name: String) -> String {
    String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

/// One key of the configuration: everything that is known about it, in one place.
///
/// Reading, messages, environment variables, `muster config check`, the example and the table in
/// docs/configuration.md all come from here.
struct ConfigurationKey<Subject>: Sendable {
  struct Stored {
    var shown: JSON
    var doubts: [String]
  }

  /// Dots separate groups: `limits.body`.
  let name: String
  /// As it would be written in the file; `nil` for a key that must be given.
  let standard: String?
  /// What the example has where there is no default.
  let example: String
  let explanation: String
  let allowed: String
  let isStructured: Bool
  private let storing: @Sendable (Setting, PathBase, inout Subject) throws(UnacceptableValue) -> Stored

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
      return Stored(shown: kind.show(value), doubts: kind.doubts(value))
    }
  }

  /// Reads `setting` into the field of `subject` that the key stands for.
  func store(_ setting: Setting, _ base: PathBase, in subject: inout Subject) throws(UnacceptableValue) -> Stored {
    try storing(setting, base, &subject)
  }

  /// What follows a prefix such as `MUSTER_` in the variable that overrides the key.
  var variableSuffix: String { ConfigurationTable.variablePart(name) }
}
