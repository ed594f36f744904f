import Logging
import Server

/// What one Muster was told to do, checked: every path absolute, every value within its bounds.
///
/// Made by `ConfigurationReader` from the table in `ConfigurationTable`; nothing else knows defaults.
struct Configuration: Sendable, Equatable {
  enum SignUp: String, Sendable, CaseIterable {
    /// Whoever signs up may use what is granted to them.
    case open
    /// New accounts cannot be used until an administrator approves them.
    case approval
    case closed
  }

  struct Limits: Sendable, Equatable {
    var bodyBytes = 0
    /// All bodies that are in memory at once.
    var bodiesBytes = 0
    /// Connections of clients.
    var connections = 0
    /// Requests that may wait for one model.
    var waiting = 0
  }

  struct Backups: Sendable, Equatable {
    /// `nil`: none are made by themselves.
    var folder: String?
    var every = Duration.zero
    var keep = 0
  }

  struct Audit: Sendable, Equatable {
    enum ShortRetention: String, Sendable, CaseIterable { case refused, allowed }

    /// How long entries keep their contents.
    var retention = Duration.zero
    var shortRetention = ShortRetention.refused
    /// Where checkpoints go, so that somebody else has them; `nil`: not there.
    var publishFile: String?
    var publishSyslog: ListenAddress?
    var publishWebhook: WebhookAddress?
    var publishEvery = Duration.zero
  }

  struct Runtime: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable {
      /// One process for each loaded model.
      case process
    }

    var id = ""
    var kind = Kind.process
    var memoryBytes = 0
    /// Program and arguments, `{file}`, `{port}` and `{key}` still in them.
    var command: [String] = []
    var environment: [String: String] = [:]
    var loadTimeout = Duration.zero
    var drainTimeout = Duration.zero
    var unloadGrace = Duration.zero
    var healthInterval = Duration.zero
    var stallTimeout = Duration.zero
    /// How long a model that nobody uses stays in memory; `nil`: for as long as it is wanted.
    var idleUnload: Duration?
  }

  var listen = ListenAddress(host: "", port: 0)
  var data = ""
  var models = ""
  var signUp = SignUp.open
  var sessionLifetime = Duration.zero
  /// With which the Open WebUI that people came from signed its tokens; `nil`: none of them is good here.
  var openWebUISecret: String?
  var trustedProxies: [TrustedProxies.Network] = []
  /// Below which a proxy serves Muster.
  var basePath = BasePath()
  /// Pages of others that may use the models.
  var allowedOrigins: [AllowedOrigins.Pattern] = []
  var limits = Limits()
  /// How long what was deleted can be had back.
  var binRetention = Duration.zero
  var backups = Backups()
  var audit = Audit()
  var shutdownTimeout = Duration.zero
  var logLevel = Logger.Level.info
  var runtimes: [Runtime] = []
}
